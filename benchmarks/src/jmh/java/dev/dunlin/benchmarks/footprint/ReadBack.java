package dev.dunlin.benchmarks.footprint;

import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Topic;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads a topic from its earliest message: each says in its first 8 bytes the number that it was published under. */
final class ReadBack {

    private static final long PATIENCE_SECONDS = 60;

    private final long count;
    private final CountDownLatch all = new CountDownLatch(1);
    private long next;
    private boolean wrong;

    private ReadBack(long count) {
        this.count = count;
    }

    /** Throws unless just so many come, each in its place. */
    static void requireAll(Topic<byte[]> topic, long count) {
        ReadBack reader = new ReadBack(count);
        SubscribeOptions earliest =
                SubscribeOptions.builder().from(Position.earliest()).build();
        Subscription subscription = topic.subscribe(earliest, reader::take);
        try {
            if (!reader.all.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || reader.wrong) {
                throw new IllegalStateException("of " + count + " messages " + subscription.stats());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading back", e);
        } finally {
            subscription.close();
        }
    }

    private void take(Message<byte[]> message) {
        if (ByteBuffer.wrap(message.value()).getLong() != next) {
            wrong = true;
        }
        next++;
        if (next == count) {
            all.countDown();
        }
    }
}
