package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.FreePort;
import dev.dunlin.benchmarks.JvmFlags;
import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import dev.dunlin.benchmarks.load.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Messages a second from a publishing process through a server to a subscribing process: from the order to publish until
 * every subscriber has taken the last message, by this process's clock.
 *
 * @param server how the server is started
 * @param wire how it is spoken to
 * @param subscribers how many connections are given every message
 * @param payloadBytes how long a message is
 */
record TcpLaunch(Server server, String wire, int subscribers, int payloadBytes) implements Launch {

    private static final List<String> CLIENT_FLAGS = JvmFlags.touchedHeap(1_000);

    private static final List<String> PROCESSES = List.of("server", "publisher", "subscriber");

    /*
     * Three processes on few cores have three times as much to compile: a launch is warm when it has not become faster for a
     * few laps, and not before the least of them.
     */
    private static final int LEAST_LAPS = 6;
    private static final int MOST_LAPS = 24;
    private static final int FLAT_LAPS = 3;
    private static final double FASTER = 1.03;

    /** A window has many collections of the server's heap, or the first of them decides. */
    private static final int WINDOW_FACTOR = 3;

    /** Starts a server on a port, and returns when it listens. */
    @FunctionalInterface
    interface Server {

        /** Starts it. */
        Child start(int port, Path log) throws IOException, InterruptedException;
    }

    @Override
    public Outcome run(Plan plan, Path log) throws IOException, InterruptedException {
        int port = FreePort.any();
        try (Child broker = server.start(port, log);
                Child subscriber = Child.java(log, CLIENT_FLAGS, SubscriberProcess.class, wire, port, subscribers);
                Child publisher = Child.java(log, CLIENT_FLAGS, PublisherProcess.class, wire, port, payloadBytes)) {
            subscriber.hear("ready");
            publisher.hear("ready");
            Tally before = warmUp(publisher, subscriber, plan.warmUp());
            List<Child> all = List.of(broker, publisher, subscriber);
            List<Duration> cpuBefore = all.stream().map(Child::cpu).toList();
            long start = System.nanoTime();
            Tally after = publish(publisher, subscriber, plan.window().multipliedBy(WINDOW_FACTOR));
            double seconds = (System.nanoTime() - start) / 1e9;
            long messages = after.count() - before.count();
            Map<String, Double> notes = new TreeMap<>();
            for (int i = 0; i < all.size(); i++) {
                double cpuNanos = all.get(i).cpu().minus(cpuBefore.get(i)).toNanos();
                notes.put(PROCESSES.get(i) + " CPU µs a message", cpuNanos / 1e3 / messages);
            }
            return new Outcome.Measured(messages / seconds, notes);
        }
    }

    private static Tally warmUp(Child publisher, Child subscriber, Duration span)
            throws IOException, InterruptedException {
        Tally sent = Tally.NONE;
        double best = 0;
        int flat = 0;
        for (int lap = 0; lap < MOST_LAPS && (lap < LEAST_LAPS || flat < FLAT_LAPS); lap++) {
            long start = System.nanoTime();
            Tally now = publish(publisher, subscriber, span);
            double rate = (double) (now.count() - sent.count()) / (System.nanoTime() - start);
            flat = rate > best * FASTER ? 0 : flat + 1;
            best = Math.max(best, rate);
            sent = now;
        }
        return sent;
    }

    private static Tally publish(Child publisher, Child subscriber, Duration span)
            throws IOException, InterruptedException {
        publisher.tell(Long.toString(span.toMillis()));
        Tally sent = Tally.ofLine(publisher.hear("sent"));
        subscriber.tell(sent.toLine());
        subscriber.hear("received");
        return sent;
    }
}
