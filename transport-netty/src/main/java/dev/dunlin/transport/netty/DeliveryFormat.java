package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import dev.dunlin.broker.Envelope;
import dev.dunlin.transport.Frame.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * {@code Delivery} by hand. What follows from the delivery before is left out: in a run of messages of one topic each
 * takes 4 to 6 bytes beyond its payload.
 */
final class DeliveryFormat {

    private static final int TOPIC = 1 << FieldType.BITS | FieldType.LENGTH;
    private static final int SEQUENCE = 2 << FieldType.BITS | FieldType.VARINT;
    private static final int ACCEPTED = 3 << FieldType.BITS | FieldType.VARINT;
    private static final int EXPIRES = 4 << FieldType.BITS | FieldType.VARINT;
    private static final int PAYLOAD = 5 << FieldType.BITS | FieldType.LENGTH;
    private static final int KEY = 6 << FieldType.BITS | FieldType.LENGTH;
    private static final int ID = 7 << FieldType.BITS | FieldType.LENGTH;
    private static final int HEADERS = 8 << FieldType.BITS | FieldType.LENGTH;
    private static final int EARLIER_ATTEMPTS = 9 << FieldType.BITS | FieldType.VARINT;

    /** The tags that no first delivery lacks, as bits. */
    private static final long FIRST_HAS = 1L << TOPIC | 1L << SEQUENCE | 1L << ACCEPTED | 1L << EXPIRES;

    private static final AttributesFormat ATTRIBUTES = new AttributesFormat(KEY, ID, HEADERS);

    private DeliveryFormat() {}

    static long size(Envelope envelope, int attempt, @Nullable Envelope before) {
        return (sameTopic(envelope, before) ? 0 : FieldSize.text(TOPIC, envelope.topic()))
                + (nextSequence(envelope, before) ? 0 : FieldSize.int64(SEQUENCE, envelope.sequence()))
                + (sameAccepted(envelope, before) ? 0 : FieldSize.int64(ACCEPTED, envelope.acceptedMillis()))
                + (sameExpires(envelope, before) ? 0 : FieldSize.int64(EXPIRES, envelope.expiresMillis()))
                + FieldSize.bytesUnlessEmpty(PAYLOAD, envelope.payload())
                + ATTRIBUTES.size(envelope.attributes())
                + FieldSize.int64Unless0(EARLIER_ATTEMPTS, attempt - 1);
    }

    static void write(Envelope envelope, int attempt, @Nullable Envelope before, FieldWriter out) {
        if (!sameTopic(envelope, before)) {
            out.text(TOPIC, envelope.topic());
        }
        if (!nextSequence(envelope, before)) {
            out.int64(SEQUENCE, envelope.sequence());
        }
        if (!sameAccepted(envelope, before)) {
            out.int64(ACCEPTED, envelope.acceptedMillis());
        }
        if (!sameExpires(envelope, before)) {
            out.int64(EXPIRES, envelope.expiresMillis());
        }
        out.bytesUnlessEmpty(PAYLOAD, envelope.payload());
        ATTRIBUTES.write(envelope.attributes(), out);
        out.int64Unless0(EARLIER_ATTEMPTS, attempt - 1);
    }

    private static boolean sameTopic(Envelope envelope, @Nullable Envelope before) {
        return before != null && envelope.topic().equals(before.topic());
    }

    private static boolean nextSequence(Envelope envelope, @Nullable Envelope before) {
        return before != null && envelope.sequence() == before.sequence() + 1;
    }

    private static boolean sameAccepted(Envelope envelope, @Nullable Envelope before) {
        return before != null && envelope.acceptedMillis() == before.acceptedMillis();
    }

    private static boolean sameExpires(Envelope envelope, @Nullable Envelope before) {
        return before != null && envelope.expiresMillis() == before.expiresMillis();
    }

    /** Reads a delivery, its length first. */
    static Delivery read(FieldReader in, @Nullable Envelope before, AttributesFormat.Parts parts) {
        in.item();
        String topic = before == null ? null : before.topic();
        long sequence = before == null ? 0 : before.sequence() + 1;
        long acceptedMillis = before == null ? 0 : before.acceptedMillis();
        long expiresMillis = before == null ? 0 : before.expiresMillis();
        byte[] payload = FieldReader.NO_BYTES;
        int earlierAttempts = 0;
        long given = 0;
        int outer = in.enter();
        while (in.hasMore()) {
            int tag = in.tag();
            given |= bit(tag);
            switch (tag) {
                case TOPIC -> topic = in.text();
                case SEQUENCE -> sequence = in.varint();
                case ACCEPTED -> acceptedMillis = in.varint();
                case EXPIRES -> expiresMillis = in.varint();
                case PAYLOAD -> payload = in.bytes();
                case KEY -> parts.readKey(in);
                case ID -> parts.readId(in);
                case HEADERS -> parts.readHeader(in);
                case EARLIER_ATTEMPTS -> earlierAttempts = (int) in.varint();
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
        if (topic == null || (before == null && (given & FIRST_HAS) != FIRST_HAS)) {
            throw protocol("a first delivery without all of topic, sequence, accepted_millis and expires_millis");
        }
        Envelope envelope = new Envelope(topic, sequence, acceptedMillis, expiresMillis, payload, parts.take());
        return new Delivery(envelope, earlierAttempts + 1);
    }

    /** A tag among the first as a bit, any other as none. */
    private static long bit(int tag) {
        return tag < Long.SIZE ? 1L << tag : 0;
    }
}
