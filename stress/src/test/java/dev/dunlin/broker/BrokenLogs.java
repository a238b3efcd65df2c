package dev.dunlin.broker;

import static dev.dunlin.broker.ListModel.FILLED;
import static dev.dunlin.broker.ListModel.NOTHING;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** Logs of the test's own, each with one mistake that the shipped log must not have. */
final class BrokenLogs {

    private BrokenLogs() {}

    /** A log in one array, without a mistake yet. */
    abstract static class ArrayLog {

        final AtomicReferenceArray<Integer> slots = new AtomicReferenceArray<>(32);
        final AtomicInteger next = new AtomicInteger();
        int position;
        int reclaimed;

        long publishOne(int value) {
            int sequence = next.getAndIncrement();
            slots.set(sequence, value);
            return (long) FILLED + sequence;
        }

        int takeOne() {
            while (true) {
                Integer value = slots.get(position);
                if (value == null && position >= next.get()) {
                    return NOTHING;
                }
                if (value != null) {
                    position++;
                }
                if (value != null && value != NOTHING) {
                    return value;
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Two publishers may claim one sequence. */
    @Param(name = "value", gen = IntGen.class, conf = "1:99")
    public static final class ClaimsByGetAndSet extends ArrayLog {

        @Operation
        public long publish(@Param(name = "value") int value) {
            int sequence = next.get();
            next.set(sequence + 1);
            slots.set(sequence, value);
            return (long) FILLED + sequence;
        }

        @Operation(nonParallelGroup = "reader")
        public int take() {
            return takeOne();
        }
    }

    /** Two publishers may store in one slot before either claims it. */
    @Param(name = "value", gen = IntGen.class, conf = "1:99")
    public static final class StoresBeforeClaiming extends ArrayLog {

        @Operation
        public long publish(@Param(name = "value") int value) {
            slots.set(next.get(), value);
            return (long) FILLED + next.getAndIncrement();
        }

        @Operation(nonParallelGroup = "reader")
        public int take() {
            return takeOne();
        }
    }

    /** The reader takes a hole for a message that is gone. */
    @Param(name = "value", gen = IntGen.class, conf = "1:99")
    public static final class PassesHoles extends ArrayLog {

        @Operation
        public long publish(@Param(name = "value") int value) {
            return publishOne(value);
        }

        @Operation(nonParallelGroup = "reader")
        public int take() {
            while (position < next.get()) {
                Integer value = slots.get(position++);
                if (value != null) {
                    return value;
                }
            }
            return NOTHING;
        }
    }

    /** The reclaimer buries a hole, and the publisher then raises the dead. */
    @Param(name = "value", gen = IntGen.class, conf = "1:99")
    public static final class BuriesBlindly extends ArrayLog {

        @Operation
        public long publish(@Param(name = "value") int value) {
            return publishOne(value);
        }

        @Operation(nonParallelGroup = "reader")
        public int take() {
            return takeOne();
        }

        @Operation(nonParallelGroup = "reclaimer")
        public int reclaim() {
            if (reclaimed >= next.get()) {
                return NOTHING;
            }
            Integer value = slots.getAndSet(reclaimed++, NOTHING);
            return value == null ? NOTHING : value;
        }
    }
}
