package dev.dunlin.contracts;

/** One thing that happens to a broker in a {@link Course}. Numbers that choose among things wrap around. */
sealed interface Step {

    /** The broker's default lifetime. */
    long DEFAULT = 0;

    /** No end of life. */
    long FOREVER = -1;

    /** Where a subscription starts; an amount is a number of messages, or of milliseconds from now. */
    enum Start {
        LATEST,
        EARLIEST,
        SEQUENCE,
        SINCE
    }

    /** How a plain subscriber behaves. */
    enum Manner {
        /** Takes all at once. */
        QUICK,
        /** Rests after each few messages. */
        SLOW,
        /** Throws at each few messages. */
        THROWING,
        /** Has a small bound, beyond which it skips. */
        BOUNDED
    }

    /** What a group's member does with a message. */
    enum Care {
        ACKNOWLEDGES,
        REJECTS_FIRST,
        REJECTS,
        THROWS,
        HOLDS
    }

    /** Publishes one by one, or together if there are several. */
    record Publish(int topic, int count, long ttlMillis, boolean keyed) implements Step {}

    /** Publishes out of sight. */
    record Delay(int topic, long delayMillis) implements Step {}

    /** Subscribes. */
    record Subscribe(int pattern, Start start, int amount, Manner manner) implements Step {}

    /** Closes a subscription. */
    record Cancel(int which) implements Step {}

    /** Pauses a subscription. */
    record Pause(int which) implements Step {}

    /** Resumes a subscription. */
    record Resume(int which) implements Step {}

    /** Has a member join a group. */
    record Join(int group, Start start, int amount, Care care, int maxUnacknowledged) implements Step {}

    /** Has a member leave. */
    record Leave(int which) implements Step {}

    /** Has a member acknowledge what it holds. */
    record Release(int which) implements Step {}

    /** Lets time go by. */
    record Advance(long millis) implements Step {}

    /** Lets all happen that is due. */
    record Settle() implements Step {}
}
