package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.TopicStats;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Frame.LatestIs;
import dev.dunlin.transport.Frame.Reply;
import dev.dunlin.transport.Frame.TopicsAre;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two answers that may be large by hand: a topic's newest message, and what each topic has counted. The others are
 * left to generated code.
 */
final class AnswerFormat {

    private static final int ID = 1 << FieldType.BITS | FieldType.VARINT;
    private static final int LATEST = 2 << FieldType.BITS | FieldType.LENGTH;
    private static final int TOPICS = 3 << FieldType.BITS | FieldType.LENGTH;
    private static final int STATS = 4 << FieldType.BITS | FieldType.LENGTH;
    private static final int UNANSWERED = 5 << FieldType.BITS | FieldType.LENGTH;

    private static final int MESSAGE = 1 << FieldType.BITS | FieldType.LENGTH;
    private static final int TOPIC = 1 << FieldType.BITS | FieldType.LENGTH;

    private AnswerFormat() {}

    static long size(long id, LatestIs reply) {
        return FieldSize.int64Unless0(ID, id) + FieldSize.length(LATEST, latestSize(reply));
    }

    private static long latestSize(LatestIs reply) {
        Envelope envelope = reply.envelope();
        return envelope == null ? 0 : FieldSize.length(MESSAGE, DeliveryFormat.size(envelope, 1, null));
    }

    static void write(long id, LatestIs reply, FieldWriter out) {
        out.int64Unless0(ID, id);
        out.length(LATEST, latestSize(reply));
        Envelope envelope = reply.envelope();
        if (envelope != null) {
            out.length(MESSAGE, DeliveryFormat.size(envelope, 1, null));
            DeliveryFormat.write(envelope, 1, null, out);
        }
    }

    static Frame.Answer read(FieldReader in) throws InvalidProtocolBufferException {
        long id = 0;
        Reply reply = null;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case ID -> id = in.varint();
                case LATEST -> reply = readLatest(in);
                case TOPICS -> reply = readTopics(in);
                case STATS -> reply = ColdDecoder.stats(in.smallBytes());
                case UNANSWERED -> reply = ColdDecoder.unanswered(in.smallBytes());
                default -> in.skip(tag);
            }
        }
        if (reply == null) {
            throw protocol("an answer without a known reply");
        }
        return new Frame.Answer(id, reply);
    }

    private static LatestIs readLatest(FieldReader in) {
        @Nullable Envelope envelope = null;
        int outer = in.enter();
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag == MESSAGE) {
                envelope = DeliveryFormat.read(in, null, new AttributesFormat.Parts())
                        .envelope();
            } else {
                in.skip(tag);
            }
        }
        in.leave(outer);
        return new LatestIs(envelope);
    }

    private static TopicsAre readTopics(FieldReader in) throws InvalidProtocolBufferException {
        List<TopicStats> topics = new ArrayList<>();
        int outer = in.enter();
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag == TOPIC) {
                if (topics.size() == FrameBounds.MAX_TOPICS) {
                    throw protocol("more than " + FrameBounds.MAX_TOPICS + " topics in one frame");
                }
                topics.add(ColdDecoder.topicStats(in.smallBytes()));
            } else {
                in.skip(tag);
            }
        }
        in.leave(outer);
        return new TopicsAre(topics);
    }
}
