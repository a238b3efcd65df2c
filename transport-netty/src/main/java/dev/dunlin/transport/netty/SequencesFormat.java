package dev.dunlin.transport.netty;

import dev.dunlin.transport.Frame;
import java.util.ArrayList;
import java.util.List;

/** {@code Acknowledge} and {@code Reject} by hand: sequences as steps from one to the next, packed. */
final class SequencesFormat {

    private static final int SUBSCRIPTION = 1 << FieldType.BITS | FieldType.VARINT;
    private static final int TOPIC = 2 << FieldType.BITS | FieldType.LENGTH;
    private static final int STEPS = 3 << FieldType.BITS | FieldType.LENGTH;
    private static final int STEP = 3 << FieldType.BITS | FieldType.VARINT;

    private SequencesFormat() {}

    static long size(long subscription, String topic, List<Long> sequences) {
        return FieldSize.int64Unless0(SUBSCRIPTION, subscription)
                + FieldSize.textUnlessEmpty(TOPIC, topic)
                + (sequences.isEmpty() ? 0 : FieldSize.length(STEPS, stepsSize(sequences)));
    }

    private static long stepsSize(List<Long> sequences) {
        long size = 0;
        long before = 0;
        for (long sequence : sequences) {
            size += FieldSize.varint(FieldSize.zigZag(sequence - before));
            before = sequence;
        }
        return size;
    }

    static void write(long subscription, String topic, List<Long> sequences, FieldWriter out) {
        out.int64Unless0(SUBSCRIPTION, subscription);
        out.textUnlessEmpty(TOPIC, topic);
        if (sequences.isEmpty()) {
            return;
        }
        out.length(STEPS, stepsSize(sequences));
        long before = 0;
        for (long sequence : sequences) {
            out.varint(FieldSize.zigZag(sequence - before));
            before = sequence;
        }
    }

    static Frame.Acknowledge readAcknowledge(FieldReader in) {
        Parts parts = new Parts(in);
        return new Frame.Acknowledge(parts.subscription, parts.topic, parts.sequences);
    }

    static Frame.Reject readReject(FieldReader in) {
        Parts parts = new Parts(in);
        return new Frame.Reject(parts.subscription, parts.topic, parts.sequences);
    }

    private static final class Parts {

        private final List<Long> sequences = new ArrayList<>();
        private long subscription;
        private String topic = "";
        private long before;

        Parts(FieldReader in) {
            while (in.hasMore()) {
                int tag = in.tag();
                switch (tag) {
                    case SUBSCRIPTION -> subscription = in.varint();
                    case TOPIC -> topic = in.text();
                    case STEPS -> {
                        int outer = in.enter();
                        while (in.hasMore()) {
                            readStep(in);
                        }
                        in.leave(outer);
                    }
                    case STEP -> readStep(in);
                    default -> in.skip(tag);
                }
            }
        }

        private void readStep(FieldReader in) {
            in.item();
            before += in.zigZag();
            sequences.add(before);
        }
    }
}
