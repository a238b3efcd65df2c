package dev.dunlin.survival;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes numbered messages without end to whichever of several servers it is connected to. Each must be answered: the
 * broker keeps it, or nobody can tell.
 */
final class RollingPublisher implements AutoCloseable {

    private static final int MOST_UNACKNOWLEDGED = 64;

    private final String name;
    private final Broker broker;
    private final Queue<String> faults;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    /** Begins. */
    RollingPublisher(String name, String addresses, Queue<String> faults) {
        this.name = name;
        this.broker = Traffic.connect(addresses);
        this.faults = faults;
        this.thread = new Thread(this::publish, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void publish() {
        Topic<String> topic = broker.topic(Peer.TOPIC, Codec.utf8());
        ArrayDeque<Receipt> open = new ArrayDeque<>();
        try {
            for (long number = 0; !stopped; number++) {
                open.add(topic.publish(name + ":" + number, Peer.KEPT));
                while (open.size() >= MOST_UNACKNOWLEDGED) {
                    settle(open.remove());
                }
            }
            while (!open.isEmpty()) {
                settle(open.remove());
            }
        } catch (RuntimeException e) {
            faults.add(name + " has stopped after " + answered + ": " + e);
        }
    }

    private void settle(Receipt receipt) {
        try {
            receipt.sequence();
            acknowledged.incrementAndGet();
        } catch (DunlinException e) {
            if (!e.effectMayHaveHappened()) {
                faults.add(name + ": message " + answered + " is said not to have been published: " + e);
            }
        }
        answered.incrementAndGet();
    }

    String name() {
        return name;
    }

    /** How many messages the broker's word, or the lack of it, is known for. */
    long answered() {
        return answered.get();
    }

    /** How many of them a broker has kept. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Publishes no more, and waits for the answers. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join(Duration.ofMinutes(1).toMillis());
        if (thread.isAlive()) {
            throw new AssertionError(name + " still waits for the answer to message " + answered);
        }
    }

    @Override
    public void close() {
        stopped = true;
        broker.close();
    }
}
