package dev.dunlin.broker;

/** Is told what a {@link LogCursor} passes over. */
interface Passage {

    /** Whom it does not concern. */
    Passage NOBODY = new Passage() {
        @Override
        public void expired(int count) {}

        @Override
        public void dropped(long first, long count) {}
    };

    /** Messages that had expired before their turn. */
    void expired(int count);

    /** Messages that were dropped before their time; some of them may have expired. */
    void dropped(long first, long count);

    /** A message that is passed over because too much is waiting. */
    default void skipped(long sequence) {}
}
