package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.FreePort;
import dev.dunlin.benchmarks.JvmFlags;
import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.TreeMap;

/**
 * The time from when a message was due at a publishing process until a subscribing process took it, at a steady rate.
 *
 * <p>Both read {@link System#nanoTime}, which on Linux is CLOCK_MONOTONIC and so the same clock in all processes
 * (clock_gettime(2)). Each launch makes sure of that: it asks both for their time between two looks at its own.
 *
 * @param server how the server is started
 * @param wire how it is spoken to
 * @param perSecond how many messages are due a second
 * @param payloadBytes how long a message is
 */
record LatencyLaunch(TcpLaunch.Server server, String wire, int perSecond, int payloadBytes) implements Launch {

    /** What a child is asked for its time with, and what it answers with. */
    static final String CLOCK = "clock";

    private static final List<String> CLIENT_FLAGS = JvmFlags.touchedHeap(256);
    private static final int WARM_UP_FACTOR = 3;
    private static final int WINDOW_FACTOR = 3;
    private static final int WARM_UP_PER_SECOND = 50_000;
    private static final double NANOS_PER_MICRO = 1e3;

    @Override
    public Outcome run(Plan plan, Path log) throws IOException, InterruptedException {
        int port = FreePort.any();
        try (Child broker = server.start(port, log);
                Child subscriber = Child.java(log, CLIENT_FLAGS, LatencySubscriber.class, wire, port);
                Child publisher = Child.java(log, CLIENT_FLAGS, LatencyPublisher.class, wire, port, payloadBytes)) {
            subscriber.hear("ready");
            publisher.hear("ready");
            requireOneClock(subscriber);
            requireOneClock(publisher);
            publish(publisher, subscriber, plan.warmUp().multipliedBy(WARM_UP_FACTOR), WARM_UP_PER_SECOND);
            publish(publisher, subscriber, plan.warmUp(), perSecond);
            Duration cpuBefore = broker.cpu();
            Scanner nanos =
                    new Scanner(publish(publisher, subscriber, plan.window().multipliedBy(WINDOW_FACTOR), perSecond));
            double median = nanos.nextLong() / NANOS_PER_MICRO;
            Map<String, Double> notes = new TreeMap<>();
            notes.put("p99 µs", nanos.nextLong() / NANOS_PER_MICRO);
            notes.put("p99.9 µs", nanos.nextLong() / NANOS_PER_MICRO);
            notes.put("longest µs", nanos.nextLong() / NANOS_PER_MICRO);
            double cpuNanos = broker.cpu().minus(cpuBefore).toNanos();
            notes.put("server CPU µs a message", cpuNanos / NANOS_PER_MICRO / nanos.nextLong());
            return new Outcome.Measured(median, notes);
        }
    }

    private static String publish(Child publisher, Child subscriber, Duration span, int perSecond)
            throws IOException, InterruptedException {
        publisher.tell(span.toMillis() + " " + perSecond);
        subscriber.tell(publisher.hear("sent"));
        return subscriber.hear("latency");
    }

    private static void requireOneClock(Child child) throws IOException, InterruptedException {
        long before = System.nanoTime();
        child.tell(CLOCK);
        long there = Long.parseLong(child.hear(CLOCK));
        long after = System.nanoTime();
        if (there - before < 0 || after - there < 0) {
            throw new IOException("a child's System.nanoTime() is " + there + " between " + before + " and " + after
                    + " here: this system has no clock that its processes share, so times across them say nothing");
        }
    }
}
