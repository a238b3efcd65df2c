package dev.dunlin.broker;

import java.time.Instant;
import java.util.Objects;

/** Where in a topic a subscription starts. */
public sealed interface Position {

    /** After the newest message: only what is published from now on. */
    record Latest() implements Position {}

    /** At the oldest message that is still alive. */
    record Earliest() implements Position {}

    /**
     * At a sequence, or at the oldest message alive if that is later.
     *
     * @param sequence the first sequence wanted, not negative; it may lie ahead
     */
    record At(long sequence) implements Position {

        /** Checks that the sequence is not negative. */
        public At {
            if (sequence < 0) {
                throw new IllegalArgumentException("sequence=" + sequence + ": must not be negative");
            }
        }
    }

    /**
     * At the first message that the broker accepted at an instant or later.
     *
     * @param instant by the broker's clock
     */
    record Since(Instant instant) implements Position {

        /** Checks that an instant is given. */
        public Since {
            Objects.requireNonNull(instant, "instant");
        }
    }

    /** After the newest message: only what is published from now on. */
    static Position latest() {
        return new Latest();
    }

    /** At the oldest message that is still alive. */
    static Position earliest() {
        return new Earliest();
    }

    /** At a sequence, or at the oldest message alive if that is later. */
    static Position sequence(long sequence) {
        return new At(sequence);
    }

    /** At the first message that the broker accepted at an instant or later. */
    static Position instant(Instant instant) {
        return new Since(instant);
    }
}
