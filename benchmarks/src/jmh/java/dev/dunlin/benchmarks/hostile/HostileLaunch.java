package dev.dunlin.benchmarks.hostile;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/**
 * How much slower others are served while strangers are at it: the 99th percentile then, over that before and after.
 *
 * @param attack what {@link Attackers} do
 */
record HostileLaunch(String attack) implements Launch {

    private static final List<String> SERVER_FLAGS = List.of("-Xmx1g");
    private static final List<String> CLIENT_FLAGS = List.of("-Xmx256m");
    private static final int WARM_UP_FACTOR = 8;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double MEBI = 1 << 20;

    /** A latency in nanoseconds. */
    private record Latency(long median, long p99) {}

    /** What the server has, in bytes: live objects, and what is resident of the process. */
    private record Memory(long live, long resident) {}

    /** What was seen while strangers were at it. */
    private record Meanwhile(Latency latency, Memory memory) {}

    @Override
    public Outcome run(Plan plan, Path log) throws IOException, InterruptedException {
        try (Child server = Child.java(log, SERVER_FLAGS, ServedBroker.class)) {
            String port = server.hear("ready");
            try (Child bystanders = Child.java(log, CLIENT_FLAGS, Bystanders.class, port)) {
                bystanders.hear("ready");
                measure(bystanders, plan.warmUp().multipliedBy(WARM_UP_FACTOR));
                Latency before = measure(bystanders, plan.idle());
                Memory quietly = memory(server);
                Meanwhile attacked = whileAttacked(plan, log, port, bystanders, server);
                Latency meanwhile = attacked.latency();
                measure(bystanders, plan.warmUp());
                Latency after = measure(bystanders, plan.idle());
                double quiet = (before.p99() + after.p99()) / 2.0;
                return new Outcome.Measured(
                        meanwhile.p99() / quiet,
                        Map.of(
                                "p99 µs quiet", quiet / NANOS_PER_MICRO,
                                "p99 µs meanwhile", meanwhile.p99() / NANOS_PER_MICRO,
                                "p50 µs quiet", (before.median() + after.median()) / 2.0 / NANOS_PER_MICRO,
                                "p50 µs meanwhile", meanwhile.median() / NANOS_PER_MICRO,
                                "live MiB quiet", quietly.live() / MEBI,
                                "live MiB meanwhile", attacked.memory().live() / MEBI,
                                "resident MiB quiet", quietly.resident() / MEBI,
                                "resident MiB meanwhile", attacked.memory().resident() / MEBI));
            }
        }
    }

    private Meanwhile whileAttacked(Plan plan, Path log, String port, Child bystanders, Child server)
            throws IOException, InterruptedException {
        try (Child attackers = Child.java(log, CLIENT_FLAGS, Attackers.class, port, attack)) {
            attackers.hear("ready");
            attackers.tell("go");
            attackers.hear("begun");
            measure(bystanders, plan.warmUp());
            Latency latency = measure(bystanders, plan.idle());
            // After the latency: to count live objects stops the server for a moment.
            return new Meanwhile(latency, memory(server));
        }
    }

    private static Memory memory(Child server) throws IOException, InterruptedException {
        server.tell("memory");
        Scanner words = new Scanner(server.hear("memory"));
        return new Memory(words.nextLong(), words.nextLong());
    }

    private static Latency measure(Child bystanders, Duration span) throws IOException, InterruptedException {
        bystanders.tell(Long.toString(span.toMillis()));
        Scanner words = new Scanner(bystanders.hear("latency"));
        return new Latency(words.nextLong(), words.nextLong());
    }
}
