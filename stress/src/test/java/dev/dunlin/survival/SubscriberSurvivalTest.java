package dev.dunlin.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Processes that take messages and are killed: what a subscriber had is forgotten and nobody waits for it, it can go on where it
 * was, and what a member of a group had not acknowledged goes to another. {@code -Ddunlin.rounds=100} does each a hundred times.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class SubscriberSurvivalTest {

    private static final int ROUNDS = Integer.getInteger("dunlin.rounds", 3);
    private static final String LOOPBACK = "tcp://127.0.0.1:0";

    /** What a round's traffic must come to before and after. */
    private static final int SOME = 200;

    private static final long LOOK_NANOS = 1_000_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Random random = Chance.of(SubscriberSurvivalTest.class);

    @Test
    void aSubscriberThatIsKilledIsForgottenAndGoesOnWhereItWas() throws Exception {
        try (Child server = Child.start(List.of(), "server", LOOPBACK)) {
            String address = server.hear(Peer.LISTENING);
            try (Traffic traffic = new Traffic(address);
                    Broker witness = Broker.connect(address)) {
                traffic.awaitMore(SOME);
                long others = witness.stats().subscriptions();
                long next = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    try (Child subscriber = Child.start(List.of(), "subscriber", address, "" + next)) {
                        List<String> came = new ArrayList<>();
                        int enough = 1 + random.nextInt(5_000);
                        while (came.size() < enough) {
                            came.add(subscriber.hear(Peer.TOOK));
                        }
                        assertThat(witness.stats().subscriptions()).isEqualTo(others + 1);
                        subscriber.kill();
                        came.addAll(subscriber.rest(Peer.TOOK));
                        // The last line may have been cut in the middle.
                        came.remove(came.size() - 1);
                        for (String line : came) {
                            assertThat(line).isEqualTo(next + " " + next);
                            next++;
                        }
                    }
                    await("it is forgotten", () -> witness.stats().subscriptions() == others);
                    traffic.awaitMore(SOME);
                }
                traffic.finish();
                await("nothing waits for anybody", () -> witness.stats().lag() == 0);
            }
        }
    }

    @Test
    void whatAMemberThatIsKilledHadNotAcknowledgedGoesToAnother() throws Exception {
        try (Child server = Child.start(List.of(), "server", LOOPBACK)) {
            String address = server.hear(Peer.LISTENING);
            Map<Long, Integer> came = new ConcurrentHashMap<>();
            AtomicBoolean done = new AtomicBoolean();
            try (Broker broker = Broker.connect(address)) {
                Thread publisher = publishing(broker.topic(Peer.TOPIC, Codec.utf8()), done);
                var member =
                        broker.subscribe(Peer.TOPIC, Codec.utf8(), Peer.shared("crew"), message -> take(message, came));
                for (int round = 0; round < ROUNDS; round++) {
                    killAMember(address, broker, came);
                }
                done.set(true);
                publisher.join();
                await("all is acknowledged", () -> broker.stats().lag() == 0);
                assertThat(member.stats().failed()).isZero();
            }
        }
    }

    /** Lets another member take part, kills it, and looks where its messages have gone. */
    private void killAMember(String address, Broker broker, Map<Long, Integer> came) throws Exception {
        List<Long> taken = new ArrayList<>();
        try (Child victim = Child.start(List.of(), "member", address, "crew")) {
            int enough = 2 * Peer.HELD + random.nextInt(1_000);
            while (taken.size() < enough) {
                taken.add(Long.parseLong(victim.hear(Peer.TOOK)));
            }
            victim.kill();
            List<String> rest = victim.rest(Peer.TOOK);
            // The last line may have been cut in the middle.
            rest.stream()
                    .limit(Math.max(0, rest.size() - 1))
                    .map(Long::parseLong)
                    .forEach(taken::add);
        }
        // One more may have been said, in the last line: then the first that was held is acknowledged.
        List<Long> open = taken.subList(taken.size() - Peer.HELD + 1, taken.size());
        await("what it held comes to the other", () -> came.keySet().containsAll(open));
        assertThat(open)
                .allSatisfy(sequence -> assertThat(came.get(sequence))
                        .as("attempt of " + sequence)
                        .isGreaterThan(1));
        // Nobody had a message for the first time that the other had, and none is missing up to there.
        assertThat(taken)
                .allSatisfy(sequence -> assertThat(came.getOrDefault(sequence, 2))
                        .as("attempt of " + sequence)
                        .isGreaterThan(1));
        long last = taken.stream().mapToLong(Long::longValue).max().orElseThrow();
        taken.forEach(sequence -> came.putIfAbsent(sequence, 1));
        await("none is missing", () -> LongStream.rangeClosed(0, last).allMatch(came::containsKey));
        assertThat(broker.stats().subscriptions()).isEqualTo(1);
    }

    private static void take(Message<String> message, Map<Long, Integer> came) {
        Integer before = came.put(message.sequence(), message.attempt());
        if (before != null) {
            throw new AssertionError(message.sequence() + " came to one that had acknowledged it");
        }
        message.acknowledge();
    }

    /** Publishes little by little, so that both members have something to do. */
    private static Thread publishing(Topic<String> topic, AtomicBoolean done) {
        Thread publisher = new Thread(
                () -> {
                    for (long number = 0; !done.get(); number++) {
                        topic.publish("" + number, Peer.KEPT).sequence();
                    }
                },
                "publisher");
        publisher.setDaemon(true);
        publisher.start();
        return publisher;
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + Duration.ofNanos(PATIENCE_NANOS) + ": " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
