package dev.dunlin.broker;

/**
 * A subscription's place in one topic. Served by one thread at a time, through its {@link Feed}; {@link #lag}, {@link
 * #lagBytes}, {@link #acknowledge}, {@link #reject} and {@link #leave} are for any.
 */
interface Reader {

    /** How many messages a reader is served before it is the next one's turn. */
    int BATCH = 256;

    InMemoryTopic topic();

    InMemorySubscription subscription();

    /**
     * Hands out messages.
     *
     * @param budget how many at most
     * @param excerpt what other readers of the topic have taken in this turn
     * @return how many were dealt with, expired ones included
     */
    int drain(int budget, Excerpt excerpt);

    /** Whether {@link #drain} would find something to do. */
    boolean hasWork();

    /** A message's handler has returned, or thrown. */
    void handled(Envelope envelope, boolean well);

    /** A message was dealt with, says the subscriber. */
    void acknowledge(long sequence);

    /** A message could not be dealt with, says the subscriber. */
    void reject(long sequence);

    /** The sequence that comes next; in a group, the oldest that is not settled. */
    long position();

    /** How many messages are ahead. */
    long lag();

    /** About how many bytes are ahead. */
    long lagBytes();

    /** The subscription has ended. */
    void leave();
}
