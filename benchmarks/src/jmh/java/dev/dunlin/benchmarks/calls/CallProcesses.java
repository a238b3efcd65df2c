package dev.dunlin.benchmarks.calls;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.FreePort;
import dev.dunlin.benchmarks.JvmFlags;
import dev.dunlin.benchmarks.NatsServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processes of one launch: the replicas, the client, and the server between them where the peer has one. */
final class CallProcesses implements AutoCloseable {

    private static final List<String> FLAGS = JvmFlags.touchedHeap(384);
    private static final double NANOS_PER_MICRO = 1e3;

    private final List<Child> between = new ArrayList<>();
    private final List<Child> replicas = new ArrayList<>();
    private final Child client;

    /**
     * What the client has seen.
     *
     * @param perSecond calls answered a second
     * @param p50Micros the median of a call's time
     * @param p99Micros its 99th percentile
     * @param p999Micros its 99.9th percentile
     * @param calls how many
     */
    record Seen(double perSecond, double p50Micros, double p99Micros, double p999Micros, long calls) {}

    /**
     * Starts them, and returns when calls are answered.
     *
     * @param wire the peer
     * @param servers how many replicas
     */
    CallProcesses(String wire, int servers, Path log) throws IOException, InterruptedException {
        List<Integer> ports = FreePort.several(wire.equals("nats") ? 1 : servers);
        String portsText = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
        boolean complete = false;
        try {
            if (wire.equals("nats")) {
                between.add(NatsServer.start(ports.get(0), log));
            }
            for (int i = 0; i < servers; i++) {
                replicas.add(Child.java(log, FLAGS, CallServerProcess.class, wire, portsText, i));
            }
            for (Child replica : replicas) {
                replica.hear("ready");
            }
            client = Child.java(log, FLAGS, CallClientProcess.class, wire, portsText);
            between.add(client);
            client.hear("ready");
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    static List<Integer> ports(String text) {
        return Stream.of(text.split(",", -1)).map(Integer::valueOf).toList();
    }

    /** Keeps so many calls in flight for a while. */
    Seen keepInFlight(int calls, Duration span) throws IOException, InterruptedException {
        return ask("flight " + calls + " " + span.toMillis());
    }

    /** Calls at a steady rate for a while. */
    Seen onSchedule(int perSecond, Duration span) throws IOException, InterruptedException {
        return ask("schedule " + perSecond + " " + span.toMillis());
    }

    private Seen ask(String what) throws IOException, InterruptedException {
        client.tell(what);
        Scanner words = new Scanner(client.hear("called"));
        double seconds = Double.parseDouble(words.next());
        long calls = words.nextLong();
        return new Seen(
                calls / seconds,
                words.nextLong() / NANOS_PER_MICRO,
                words.nextLong() / NANOS_PER_MICRO,
                words.nextLong() / NANOS_PER_MICRO,
                calls);
    }

    /** From now on the first replica gives this share of its answers 100 ms late. */
    void makeLate(double share) throws IOException, InterruptedException {
        replicas.get(0).tell("late " + share);
        replicas.get(0).hear("late");
    }

    /** Ends the first replica. */
    void killOne() {
        replicas.remove(0).close();
    }

    /** How many requests the replicas have executed. */
    long executed() throws IOException, InterruptedException {
        long sum = 0;
        for (Child replica : replicas) {
            replica.tell("count");
            sum += Long.parseLong(replica.hear("count"));
        }
        return sum;
    }

    @Override
    public void close() {
        between.forEach(Child::close);
        replicas.forEach(Child::close);
    }
}
