package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.FreePort;
import dev.dunlin.benchmarks.JvmFlags;
import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import dev.dunlin.benchmarks.load.Tally;
import dev.dunlin.benchmarks.load.WarmUp;
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
            Traffic traffic = new Traffic(publisher, subscriber);
            WarmUp.of(() -> traffic.run(plan.lap()));
            long before = traffic.sent.count();
            List<Child> all = List.of(broker, publisher, subscriber);
            List<Duration> cpuBefore = all.stream().map(Child::cpu).toList();
            double perSecond = traffic.run(plan.window().multipliedBy(WINDOW_FACTOR));
            long messages = traffic.sent.count() - before;
            Map<String, Double> notes = new TreeMap<>();
            for (int i = 0; i < all.size(); i++) {
                double cpuNanos = all.get(i).cpu().minus(cpuBefore.get(i)).toNanos();
                notes.put(PROCESSES.get(i) + " CPU µs a message", cpuNanos / 1e3 / messages);
            }
            return new Outcome.Measured(perSecond, notes);
        }
    }

    /** What goes from the publisher to the subscriber. */
    private static final class Traffic {
        private final Child publisher;
        private final Child subscriber;

        /** In all. */
        private Tally sent = Tally.NONE;

        Traffic(Child publisher, Child subscriber) {
            this.publisher = publisher;
            this.subscriber = subscriber;
        }

        /** Publishes for a while, and waits until all has come. Gives messages a second. */
        double run(Duration span) throws IOException, InterruptedException {
            long before = sent.count();
            long start = System.nanoTime();
            publisher.tell(Long.toString(span.toMillis()));
            sent = Tally.ofLine(publisher.hear("sent"));
            subscriber.tell(sent.toLine());
            subscriber.hear("received");
            return (sent.count() - before) * 1e9 / (System.nanoTime() - start);
        }
    }
}
