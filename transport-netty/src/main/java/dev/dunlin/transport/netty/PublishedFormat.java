package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Frame.Accepted;
import dev.dunlin.transport.Frame.Outcome;
import dev.dunlin.transport.Frame.Refused;
import java.util.ArrayList;
import java.util.List;

/** {@code Published} by hand. */
final class PublishedFormat {

    private static final int OUTCOMES = 1 << FieldType.BITS | FieldType.LENGTH;

    private static final int FIRST_ID = 1 << FieldType.BITS | FieldType.VARINT;
    private static final int COUNT = 2 << FieldType.BITS | FieldType.VARINT;
    private static final int ACCEPTED = 3 << FieldType.BITS | FieldType.LENGTH;
    private static final int REFUSED = 4 << FieldType.BITS | FieldType.LENGTH;

    private static final int FIRST_SEQUENCE = 1 << FieldType.BITS | FieldType.VARINT;
    private static final int ACCEPTED_MILLIS = 2 << FieldType.BITS | FieldType.VARINT;
    private static final int EXPIRES_MILLIS = 3 << FieldType.BITS | FieldType.VARINT;
    private static final int DUE_MILLIS = 4 << FieldType.BITS | FieldType.VARINT;

    private static final int REASON = 1 << FieldType.BITS | FieldType.VARINT;
    private static final int DETAIL = 2 << FieldType.BITS | FieldType.LENGTH;

    private PublishedFormat() {}

    static long size(Frame.Published frame) {
        long size = 0;
        for (Outcome outcome : frame.outcomes()) {
            size += FieldSize.length(OUTCOMES, size(outcome));
        }
        return size;
    }

    private static long size(Outcome outcome) {
        return FieldSize.int64Unless0(FIRST_ID, outcome.firstId())
                + FieldSize.int64Unless0(COUNT, outcome.count())
                + FieldSize.length(outcome instanceof Accepted ? ACCEPTED : REFUSED, resultSize(outcome));
    }

    private static long resultSize(Outcome outcome) {
        if (outcome instanceof Accepted accepted) {
            return FieldSize.int64Unless0(FIRST_SEQUENCE, accepted.firstSequence())
                    + FieldSize.int64Unless0(ACCEPTED_MILLIS, accepted.acceptedMillis())
                    + FieldSize.int64Unless0(EXPIRES_MILLIS, accepted.expiresMillis())
                    + FieldSize.int64Unless0(DUE_MILLIS, accepted.dueMillis());
        }
        Refused refused = (Refused) outcome;
        return FieldSize.int64(REASON, Vocabulary.REASON.number(refused.reason()))
                + FieldSize.textUnlessEmpty(DETAIL, Detail.cut(refused.detail()));
    }

    static void write(Frame.Published frame, FieldWriter out) {
        for (Outcome outcome : frame.outcomes()) {
            out.length(OUTCOMES, size(outcome));
            out.int64Unless0(FIRST_ID, outcome.firstId());
            out.int64Unless0(COUNT, outcome.count());
            out.length(outcome instanceof Accepted ? ACCEPTED : REFUSED, resultSize(outcome));
            writeResult(outcome, out);
        }
    }

    private static void writeResult(Outcome outcome, FieldWriter out) {
        if (outcome instanceof Accepted accepted) {
            out.int64Unless0(FIRST_SEQUENCE, accepted.firstSequence());
            out.int64Unless0(ACCEPTED_MILLIS, accepted.acceptedMillis());
            out.int64Unless0(EXPIRES_MILLIS, accepted.expiresMillis());
            out.int64Unless0(DUE_MILLIS, accepted.dueMillis());
        } else {
            Refused refused = (Refused) outcome;
            out.int64(REASON, Vocabulary.REASON.number(refused.reason()));
            out.textUnlessEmpty(DETAIL, Detail.cut(refused.detail()));
        }
    }

    static Frame.Published read(FieldReader in) {
        List<Outcome> outcomes = new ArrayList<>();
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag == OUTCOMES) {
                outcomes.add(readOutcome(in));
            } else {
                in.skip(tag);
            }
        }
        if (outcomes.isEmpty()) {
            throw protocol("a published without outcomes");
        }
        return new Frame.Published(outcomes);
    }

    private static Outcome readOutcome(FieldReader in) {
        in.item();
        Parts parts = new Parts();
        int outer = in.enter();
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case FIRST_ID -> parts.firstId = in.varint();
                case COUNT -> parts.count = (int) in.varint();
                case ACCEPTED -> parts.readAccepted(in);
                case REFUSED -> parts.readRefused(in);
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
        return parts.outcome();
    }

    /** An outcome of which parts have been read, in any order. */
    private static final class Parts {

        private long firstId;
        private int count;
        private int result;

        private long firstSequence;
        private long acceptedMillis;
        private long expiresMillis;
        private long dueMillis;

        private int reason;
        private String detail = "";

        void readAccepted(FieldReader in) {
            result = ACCEPTED;
            int outer = in.enter();
            while (in.hasMore()) {
                int tag = in.tag();
                switch (tag) {
                    case FIRST_SEQUENCE -> firstSequence = in.varint();
                    case ACCEPTED_MILLIS -> acceptedMillis = in.varint();
                    case EXPIRES_MILLIS -> expiresMillis = in.varint();
                    case DUE_MILLIS -> dueMillis = in.varint();
                    default -> in.skip(tag);
                }
            }
            in.leave(outer);
        }

        void readRefused(FieldReader in) {
            result = REFUSED;
            int outer = in.enter();
            while (in.hasMore()) {
                int tag = in.tag();
                switch (tag) {
                    case REASON -> reason = (int) in.varint();
                    case DETAIL -> detail = in.text();
                    default -> in.skip(tag);
                }
            }
            in.leave(outer);
        }

        Outcome outcome() {
            if (count < 1) {
                throw protocol("an outcome of " + count + " messages");
            }
            return switch (result) {
                case ACCEPTED -> new Accepted(firstId, count, firstSequence, acceptedMillis, expiresMillis, dueMillis);
                case REFUSED -> new Refused(firstId, count, Vocabulary.REASON.named(reason), detail);
                default -> throw protocol("an outcome without a known result");
            };
        }
    }
}
