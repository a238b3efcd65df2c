package dev.dunlin.survival;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Is given what whichever of several servers keeps that it is connected to. What comes must be each broker's messages from
 * the first on, without a hole, and no broker twice; that a broker is another must be said, after the last message of the
 * one before.
 */
final class RollingSubscriber implements AutoCloseable {

    private final String name;
    private final Broker broker;
    private final Queue<String> faults;
    private final AtomicLong came = new AtomicLong();

    /** By publisher, the number that came last. */
    private final Map<String, Long> last = new ConcurrentHashMap<>();

    /** Written by the thread that calls the handler, as is the next. */
    private final Set<String> brokers = new HashSet<>();

    private volatile long next;

    /** Begins. */
    RollingSubscriber(String name, String addresses, Queue<String> faults) {
        this.name = name;
        this.faults = faults;
        this.broker = Traffic.connect(addresses);
        SubscribeOptions options = SubscribeOptions.builder()
                .from(Position.earliest())
                .onGap(this::missed)
                .build();
        broker.subscribe(Peer.TOPIC, Codec.utf8(), options, message -> take(message.sequence(), message.value()));
    }

    private void take(long sequence, String value) {
        if (sequence != next || (sequence == 0) != value.startsWith(Peer.BORN)) {
            faults.add(name + " was given \"" + value + "\" as " + sequence + ", expected " + next);
        }
        next = sequence + 1;
        if (sequence == 0) {
            if (!brokers.add(value)) {
                faults.add(name + " was given what is of \"" + value + "\" again");
            }
            return;
        }
        String[] parts = value.split(":", 2);
        long number = Long.parseLong(parts[1]);
        Long before = last.put(parts[0], number);
        if (before != null && before >= number) {
            faults.add(name + " was given \"" + value + "\" after " + before);
        }
        came.incrementAndGet();
    }

    private void missed(Gap gap) {
        if (gap.reason() != DropReason.BROKER_REPLACED || gap.first() != next) {
            faults.add(name + " has missed " + gap + ", expected " + next);
        }
        next = 0;
    }

    /** How many messages of publishers have come. */
    long came() {
        return came.get();
    }

    /** The number of the message that came last of a publisher; -1 if none did. */
    long lastOf(String publisher) {
        return last.getOrDefault(publisher, -1L);
    }

    /** How many brokers it has been given messages of; when nothing comes any more. */
    int brokers() {
        return brokers.size();
    }

    @Override
    public void close() {
        broker.close();
    }
}
