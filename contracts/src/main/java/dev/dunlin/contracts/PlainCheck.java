package dev.dunlin.contracts;

import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Handler;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionStats;
import dev.dunlin.contracts.BrokerModel.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Watches one plain subscription: one order, no duplicate, nothing expired, nothing unasked, nothing lost, nothing while it
 * is paused or closed, everything counted.
 */
final class PlainCheck implements Handler<String> {

    private static final int EACH_FEW = 3;

    private final World world;
    private final Step.Manner manner;
    private final Wanted wanted;
    private final Map<String, TreeMap<Long, String>> seen = new HashMap<>();
    private final Map<String, List<Gap>> gaps = new HashMap<>();
    private final List<String> violations;
    private final String name;
    private @Nullable Subscription subscription;
    private long calls;
    private boolean paused;
    private boolean resting;
    private boolean closed;

    PlainCheck(String name, World world, Step.Manner manner, Wanted wanted, List<String> violations) {
        this.name = name;
        this.world = world;
        this.manner = manner;
        this.wanted = wanted;
        this.violations = violations;
    }

    void begin(Subscription subscription) {
        this.subscription = subscription;
    }

    Subscription subscription() {
        return Objects.requireNonNull(subscription, "subscription");
    }

    long calls() {
        return calls;
    }

    boolean isOpen() {
        return !closed;
    }

    @Override
    public void handle(Message<String> message) {
        calls++;
        long now = world.now().toEpochMilli();
        check(!closed, message, "came after the subscription was closed");
        check(!paused && !resting, message, "came while the subscription was paused");
        check(message.expires().map(at -> at.toEpochMilli() > now).orElse(true), message, "came after its expiry");
        check(message.attempt() == 1, message, "came a second time");
        TreeMap<Long, String> earlier = seen.computeIfAbsent(message.topic(), topic -> new TreeMap<>());
        check(earlier.isEmpty() || earlier.lastKey() < message.sequence(), message, "came out of order");
        earlier.put(message.sequence(), message.value());
        if (calls % EACH_FEW == 0) {
            if (manner == Step.Manner.SLOW) {
                rest();
            } else if (manner == Step.Manner.THROWING) {
                throw new IllegalStateException("on purpose");
            }
        }
    }

    private void rest() {
        resting = true;
        subscription().pause();
        world.environment().scheduler().schedule(Duration.ofMillis(7).toNanos(), () -> {
            resting = false;
            if (!paused && !closed) {
                subscription().resume();
            }
        });
    }

    void missed(Gap gap) {
        gaps.computeIfAbsent(gap.topic(), topic -> new ArrayList<>()).add(gap);
    }

    void pause() {
        paused = true;
        subscription().pause();
    }

    void resume() {
        paused = false;
        if (!resting) {
            subscription().resume();
        }
    }

    void close() {
        closed = true;
        subscription().close();
    }

    /** Everything that is due has happened: compares with the model. */
    void settled(boolean exact) {
        long now = world.now().toEpochMilli();
        seen.forEach((topic, messages) -> messages.forEach((sequence, value) -> {
            List<Entry> entries = wanted.entries(topic);
            boolean asked = entries.stream()
                    .anyMatch(entry ->
                            entry.sequence() == sequence && entry.value().equals(value));
            check(asked && wanted.matches(topic), topic, sequence, "came unasked, or is another than was published");
            check(!isMissed(topic, sequence), topic, sequence, "came, and was told to be missed");
        }));
        if (closed || paused || resting) {
            return;
        }
        for (String topic : wanted.topics()) {
            TreeMap<Long, String> came = seen.getOrDefault(topic, new TreeMap<>());
            for (Entry entry : wanted.entries(topic)) {
                boolean accounted =
                        came.containsKey(entry.sequence()) || !entry.aliveAt(now) || isMissed(topic, entry.sequence());
                check(accounted, topic, entry.sequence(), "is alive and did not come");
            }
        }
        if (exact) {
            count();
        }
    }

    private void count() {
        SubscriptionStats stats = subscription().stats();
        long due = wanted.topics().stream()
                .mapToLong(topic -> wanted.entries(topic).size())
                .sum();
        check(stats.delivered() == calls, stats, "delivered should be " + calls);
        check(stats.failed() == (manner == Step.Manner.THROWING ? calls / EACH_FEW : 0), stats, "failed is wrong");
        check(
                !wanted.isCertain() || stats.delivered() + stats.expired() + stats.skipped() == due,
                stats,
                "delivered, expired and skipped should sum up to " + due);
        check(stats.lag() == 0, stats, "nothing should wait");
    }

    private boolean isMissed(String topic, long sequence) {
        return gaps.getOrDefault(topic, List.of()).stream()
                .anyMatch(gap -> gap.first() <= sequence && sequence < gap.first() + gap.count());
    }

    private void check(boolean holds, String topic, long sequence, String otherwise) {
        check(holds, topic + "@" + sequence, otherwise);
    }

    private void check(boolean holds, Object what, String otherwise) {
        if (!holds) {
            violations.add(world.now() + " " + name + ": " + what + " " + otherwise);
        }
    }
}
