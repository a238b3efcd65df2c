package dev.dunlin.broker;

import java.time.Instant;
import java.util.AbstractList;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The word of a broker in this process: given already. */
record LocalReceipt(String topic, long place, long acceptedMillis, long expiresMillis, long dueMillis)
        implements Receipt {

    /** No delay. */
    static final long NOW = 0;

    @Override
    public boolean isDone() {
        return true;
    }

    @Override
    public CompletionStage<Receipt> acknowledged() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public long sequence() {
        if (dueMillis != NOW) {
            throw new IllegalStateException("the message comes into sight at " + Instant.ofEpochMilli(dueMillis)
                    + " and is given its sequence then");
        }
        return place;
    }

    @Override
    public Instant accepted() {
        return Instant.ofEpochMilli(acceptedMillis);
    }

    @Override
    public Optional<Instant> expires() {
        return expiresMillis == Envelope.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expiresMillis));
    }

    @Override
    public Optional<Instant> due() {
        return dueMillis == NOW ? Optional.empty() : Optional.of(Instant.ofEpochMilli(dueMillis));
    }

    /** The receipts of messages next to each other, made when they are asked for. */
    static final class Run extends AbstractList<Receipt> implements RandomAccess {

        private final String topic;
        private final long first;
        private final int count;
        private final long acceptedMillis;
        private final long expiresMillis;

        Run(String topic, long first, int count, long acceptedMillis, long expiresMillis) {
            this.topic = topic;
            this.first = first;
            this.count = count;
            this.acceptedMillis = acceptedMillis;
            this.expiresMillis = expiresMillis;
        }

        @Override
        public Receipt get(int index) {
            return new LocalReceipt(
                    topic, first + Objects.checkIndex(index, count), acceptedMillis, expiresMillis, NOW);
        }

        @Override
        public int size() {
            return count;
        }
    }
}
