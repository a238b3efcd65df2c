package dev.dunlin.criu.move;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A publisher and a subscriber, each with a connection of its own, that go on while the broker moves. Each line that comes is
 * answered with what was seen since the last.
 */
final class Traffic {

    private static final long EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final LongSupplier epoch;
    private long next;
    private long lost;
    private long again;
    private long cameNanos;
    private long gapNanos;

    private Traffic(LongSupplier epoch) {
        this.epoch = epoch;
    }

    static void go(String[] args) throws Exception {
        try (Broker publisher = Broker.connect(args[1].split(",", -1));
                Broker subscriber = Broker.connect(args[1].split(",", -1))) {
            new Traffic(publisher::epoch).run(publisher, subscriber);
        }
        System.exit(0);
    }

    private void run(Broker publisher, Broker subscriber) throws Exception {
        var subscription =
                subscriber.subscribe("traffic", Codec.utf8(), SubscribeOptions.from(Position.earliest()), this::take);
        subscriber.environment().await(subscription.established(), TimeUnit.SECONDS.toNanos(10));
        Thread thread = new Thread(() -> publish(publisher.topic("traffic", Codec.utf8())), "publisher");
        thread.start();
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        String words;
        while ((words = asked.readLine()) != null) {
            System.out.println(answer(words, publisher));
        }
        stop.set(true);
        thread.join();
        Await.until("all answered", () -> acknowledged.get() + failed.get() == published.get());
        Await.until("all received", () -> received() >= acknowledged.get());
        System.out.println(lap());
    }

    private String answer(String words, Broker publisher) {
        if (words.startsWith("age ")) {
            Topic<String> topic = publisher.topic("aged", Codec.utf8());
            publish(publisher, topic, "short", Duration.ofSeconds(Long.parseLong(words.substring("age ".length()))));
            publish(publisher, topic, "long", Duration.ofHours(1));
            return "aged=2";
        }
        return words.equals("aged") ? aged(publisher) : lap();
    }

    private static void publish(Broker broker, Topic<String> topic, String value, Duration life) {
        broker.environment()
                .await(topic.publish(value, PublishOptions.ttl(life)).acknowledged(), TimeUnit.SECONDS.toNanos(10));
    }

    /** Which of the two are handed out to somebody who comes now: the longer lived is behind the other. */
    private static String aged(Broker broker) {
        List<String> came = Collections.synchronizedList(new ArrayList<>());
        try (var subscription = broker.subscribe(
                "aged",
                Codec.utf8(),
                SubscribeOptions.from(Position.earliest()),
                message -> came.add(message.value()))) {
            broker.environment().await(subscription.established(), TimeUnit.SECONDS.toNanos(10));
            Await.until("the longer lived", () -> came.contains("long"));
            return "short=" + came.stream().filter("short"::equals).count() + " long=1";
        }
    }

    private void publish(Topic<String> topic) {
        long due = System.nanoTime();
        while (!stop.get()) {
            PublishOptions options = PublishOptions.ttl(Duration.ofMinutes(10));
            topic.publish(Long.toString(published.getAndIncrement()), options)
                    .acknowledged()
                    .whenComplete((receipt, failure) -> (failure == null ? acknowledged : failed).incrementAndGet());
            due += EACH_NANOS;
            LockSupport.parkNanos(due - System.nanoTime());
            due = Math.max(due, System.nanoTime() - EACH_NANOS);
        }
    }

    private synchronized void take(Message<String> message) {
        long now = System.nanoTime();
        if (cameNanos != 0) {
            gapNanos = Math.max(gapNanos, now - cameNanos);
        }
        cameNanos = now;
        long number = Long.parseLong(message.value());
        if (number < next) {
            again++;
        } else {
            lost += number - next;
            next = number + 1;
        }
    }

    private synchronized long received() {
        return next;
    }

    private synchronized String lap() {
        String line = "published=" + published + " acknowledged=" + acknowledged + " failed=" + failed + " received="
                + next + " lost=" + lost + " again=" + again + " gapMicros=" + gapNanos / 1_000 + " epoch="
                + epoch.getAsLong();
        gapNanos = 0;
        return line;
    }
}
