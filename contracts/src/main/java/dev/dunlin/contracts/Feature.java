package dev.dunlin.contracts;

/** What an engine may lack: its binding says so, and the scenarios that need it are shown as aborted, with the reason. */
public enum Feature {
    /** Connections of which one may close without the others. */
    CONNECTIONS("connections that can be closed one by one: it is in this process's memory"),
    /** Patterns with wildcards. */
    WILDCARDS("patterns with wildcards"),
    /** Starting at the earliest message, a sequence or an instant. */
    REPLAY("starting before the latest message"),
    /** Groups whose members share the messages. */
    GROUPS("groups"),
    /** Acknowledging by hand, and being handed the message again otherwise. */
    ACKNOWLEDGEMENT("acknowledging by hand"),
    /** Publishing what was given up to another topic. */
    DEAD_LETTERS("dead-letter topics"),
    /** Messages that come into sight later. */
    DELAY("delayed delivery"),
    /** Asking for the newest message. */
    LATEST("asking for the newest message"),
    /** Lifetimes of single messages. */
    MESSAGE_TTL("a time to live for each message"),
    /** A bound on what is retained. */
    MEMORY_BOUND("a bound on retained bytes"),
    /** Policies for a subscriber that falls behind. */
    OVERLOAD("overload policies"),
    /** Telling the configured listener. */
    EVENTS("telling a listener"),
    /** Batches that stand next to each other in the topic. */
    CONTIGUOUS_BATCHES("publishing a batch without others in between"),
    /** Bounds kept to the message, because nothing waits on the way from the broker to the subscriber. */
    EXACT_BOUNDS("bounds of a subscription kept to the message: some messages wait on the way");

    private final String meaning;

    Feature(String meaning) {
        this.meaning = meaning;
    }

    /** What it is, in words. */
    public String meaning() {
        return meaning;
    }
}
