package dev.dunlin.broker;

import java.time.Instant;
import java.util.Map;
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

    /**
     * In each topic at a sequence of its own, as {@link Subscription#positions()} gives them.
     *
     * @param starts the first sequence wanted, by topic; none negative
     * @param otherwise where to start in all other topics
     */
    record Each(Map<String, Long> starts, Position otherwise) implements Position {

        /**
         * Copies the map.
         *
         * @throws IllegalArgumentException if a sequence is negative, or {@code otherwise} is an {@code Each} itself
         */
        public Each {
            starts = Map.copyOf(starts);
            Objects.requireNonNull(otherwise, "otherwise");
            starts.forEach((topic, sequence) -> {
                if (sequence < 0) {
                    throw new IllegalArgumentException(topic + " sequence=" + sequence + ": must not be negative");
                }
            });
            if (otherwise instanceof Each) {
                throw new IllegalArgumentException("otherwise=" + otherwise + ": name all topics in one place");
            }
        }
    }

    /** The same as one topic's subscribers put it. */
    default Position in(String topic) {
        if (this instanceof Each each) {
            Long start = each.starts.get(topic);
            return start == null ? each.otherwise : new At(start);
        }
        return this;
    }

    /**
     * In each topic at a sequence of its own: to go on where a subscription stood.
     *
     * @param starts the first sequence wanted, by topic; none negative
     * @param otherwise where to start in all other topics
     */
    static Position each(Map<String, Long> starts, Position otherwise) {
        return new Each(starts, otherwise);
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
