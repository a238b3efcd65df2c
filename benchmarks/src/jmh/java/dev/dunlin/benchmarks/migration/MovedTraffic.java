package dev.dunlin.benchmarks.migration;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.load.Schedule;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A publisher and a subscriber, each with a connection of its own, and others that only are there. Answers each line with what
 * was seen since the last.
 *
 * <p>Arguments: where the broker is, messages a second, how many more connections.
 */
final class MovedTraffic {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final PublishOptions OPTIONS = PublishOptions.ttl(Duration.ofMinutes(1));
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private long next;
    private long wrong;
    private long cameNanos;
    private long gapNanos;

    private MovedTraffic() {}

    public static void main(String[] arguments) throws IOException {
        Child.endOnFailure();
        String address = arguments[0];
        List<Broker> others = new ArrayList<>();
        for (int i = Integer.parseInt(arguments[2]); i > 0; i--) {
            others.add(Broker.connect(address));
        }
        new MovedTraffic().run(Broker.connect(address), Broker.connect(address), Integer.parseInt(arguments[1]));
        Runtime.getRuntime().halt(others.size() < Integer.parseInt(arguments[2]) ? 1 : 0);
    }

    private void run(Broker publisher, Broker subscriber, int perSecond) throws IOException {
        var subscription = subscriber.subscribe(
                "traffic",
                Codec.utf8(),
                SubscribeOptions.from(Position.earliest()),
                message -> take(Long.parseLong(message.value()), System.nanoTime()));
        subscriber.environment().await(subscription.established(), PATIENCE_NANOS);
        Topic<String> topic = publisher.topic("traffic", Codec.utf8());
        Thread thread = new Thread(() -> publish(topic, perSecond), "publisher");
        thread.setDaemon(true);
        thread.start();
        System.out.println("ready");
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (asked.readLine() != null) {
            Child.result(lap());
        }
    }

    /** For as long as the process lives. What was held up is sent at once: nobody is spared because others waited. */
    @SuppressWarnings("FutureReturnValueIgnored") // what it comes to is counted
    private void publish(Topic<String> topic, int perSecond) {
        Schedule schedule = Schedule.fromNow(perSecond);
        while (true) {
            long number = published.getAndIncrement();
            long left = schedule.due(number) - System.nanoTime();
            if (left > 0) {
                // Parked, not awaited to the microsecond: that would take a third of a core from those who move.
                LockSupport.parkNanos(left);
            }
            topic.publish(Long.toString(number), OPTIONS).acknowledged().whenComplete((receipt, failure) -> {
                if (failure != null) {
                    failed.incrementAndGet();
                }
            });
        }
    }

    private synchronized void take(long number, long nanos) {
        if (cameNanos != 0) {
            gapNanos = Math.max(gapNanos, nanos - cameNanos);
        }
        cameNanos = nanos;
        wrong += number == next ? 0 : 1;
        next = number + 1;
    }

    private synchronized Outcome.Measured lap() {
        var seen = new Outcome.Measured(
                gapNanos / NANOS_PER_MILLI,
                Map.of(
                        "published",
                        (double) published.get(),
                        "received",
                        (double) next,
                        "wrong",
                        (double) wrong,
                        "failed",
                        (double) failed.get()));
        gapNanos = 0;
        return seen;
    }
}
