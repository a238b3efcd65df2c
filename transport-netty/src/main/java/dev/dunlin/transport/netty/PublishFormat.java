package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Frame.Outgoing;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** {@code Publish} by hand: one copy of each payload, and a topic only where it changes. */
final class PublishFormat {

    private static final int FIRST_ID = 1 << FieldType.BITS | FieldType.VARINT;
    private static final int MESSAGES = 2 << FieldType.BITS | FieldType.LENGTH;

    private static final int TOPIC = 1 << FieldType.BITS | FieldType.LENGTH;
    private static final int PAYLOAD = 2 << FieldType.BITS | FieldType.LENGTH;
    private static final int KEY = 3 << FieldType.BITS | FieldType.LENGTH;
    private static final int ID = 4 << FieldType.BITS | FieldType.LENGTH;
    private static final int HEADERS = 5 << FieldType.BITS | FieldType.LENGTH;
    private static final int TTL = 6 << FieldType.BITS | FieldType.VARINT;
    private static final int DELAY = 7 << FieldType.BITS | FieldType.VARINT;

    private static final AttributesFormat ATTRIBUTES = new AttributesFormat(KEY, ID, HEADERS);

    private PublishFormat() {}

    static long size(Frame.Publish frame) {
        long size = FieldSize.int64Unless0(FIRST_ID, frame.firstId());
        String topic = null;
        for (Outgoing message : frame.messages()) {
            size += FieldSize.length(MESSAGES, size(message, topic));
            topic = message.topic();
        }
        return size;
    }

    private static long size(Outgoing message, @Nullable String topicBefore) {
        return (message.topic().equals(topicBefore) ? 0 : FieldSize.text(TOPIC, message.topic()))
                + FieldSize.bytesUnlessEmpty(PAYLOAD, message.payload())
                + ATTRIBUTES.size(message.attributes())
                + FieldSize.int64Unless0(TTL, message.ttlMillis())
                + FieldSize.int64Unless0(DELAY, message.delayMillis());
    }

    static void write(Frame.Publish frame, FieldWriter out) {
        out.int64Unless0(FIRST_ID, frame.firstId());
        String topic = null;
        for (Outgoing message : frame.messages()) {
            out.length(MESSAGES, size(message, topic));
            if (!message.topic().equals(topic)) {
                topic = message.topic();
                out.text(TOPIC, topic);
            }
            out.bytesUnlessEmpty(PAYLOAD, message.payload());
            ATTRIBUTES.write(message.attributes(), out);
            out.int64Unless0(TTL, message.ttlMillis());
            out.int64Unless0(DELAY, message.delayMillis());
        }
    }

    static Frame.Publish read(FieldReader in) {
        long firstId = 0;
        ArrayList<Outgoing> messages = new ArrayList<>();
        AttributesFormat.Parts parts = new AttributesFormat.Parts();
        String topic = null;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case FIRST_ID -> firstId = in.varint();
                case MESSAGES -> {
                    int before = in.left();
                    Outgoing message = readMessage(in, topic, parts);
                    if (messages.isEmpty()) {
                        messages.ensureCapacity(1 + in.moreLike(before));
                    }
                    topic = message.topic();
                    messages.add(message);
                }
                default -> in.skip(tag);
            }
        }
        if (messages.isEmpty()) {
            throw protocol("a publish without messages");
        }
        return new Frame.Publish(firstId, messages);
    }

    private static Outgoing readMessage(FieldReader in, @Nullable String topicBefore, AttributesFormat.Parts parts) {
        in.item();
        String topic = topicBefore;
        byte[] payload = FieldReader.NO_BYTES;
        long ttlMillis = 0;
        long delayMillis = 0;
        int outer = in.enter();
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case TOPIC -> topic = in.text();
                case PAYLOAD -> payload = in.bytes();
                case KEY -> parts.readKey(in);
                case ID -> parts.readId(in);
                case HEADERS -> parts.readHeader(in);
                case TTL -> ttlMillis = in.varint();
                case DELAY -> delayMillis = in.varint();
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
        if (topic == null) {
            throw protocol("the first message of a publish has no topic");
        }
        return new Outgoing(topic, payload, parts.take(), ttlMillis, delayMillis);
    }
}
