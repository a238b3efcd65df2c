package dev.dunlin.broker;

import org.jspecify.annotations.Nullable;

/** A feed that was served until now, and has found nothing. What comes must be seen by its server, or call one in. */
final class WakeUp extends Feed {

    final TopicLog log = new TopicLog("t");
    private final LogCursor cursor = new LogCursor(log, Position.latest(), 0);
    private volatile boolean enqueued;

    WakeUp() {
        add(new Waiting());
        hold();
    }

    @Override
    void enqueue() {
        enqueued = true;
    }

    /** 0 if a message waits and nobody will look for it. */
    int outcome(boolean settled) {
        return settled && !enqueued && cursor.hasNext() ? 0 : 1;
    }

    /** A reader that takes nothing. */
    private final class Waiting implements Reader {

        @Override
        public boolean hasWork() {
            return cursor.hasNextForSure();
        }

        @Override
        public InMemoryTopic topic() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InMemorySubscription subscription() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int drain(int budget, Excerpt excerpt) {
            return 0;
        }

        @Override
        public void handled(@Nullable Envelope envelope, boolean well) {}

        @Override
        public void acknowledge(long sequence) {}

        @Override
        public void reject(long sequence) {}

        @Override
        public long position() {
            return 0;
        }

        @Override
        public long lag() {
            return 0;
        }

        @Override
        public long lagBytes() {
            return 0;
        }

        @Override
        public void leave() {}
    }
}
