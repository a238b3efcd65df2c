package dev.dunlin.benchmarks.footprint;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A server in a process, and in another those who connect to it and say nothing. Each needs as many open files as there are
 * connections and a few hundred more: {@code ulimit -n}.
 *
 * @param connections how many
 */
record IdleLaunch(int connections) implements Launch {

    /** In full, twice as long as a server waits for a word: every connection is asked once. */
    private static final int WATCH_FACTOR = 4;

    private static final List<String> FLAGS = List.of("-Xmx1g");

    @Override
    public Outcome run(Plan plan, Path log) throws IOException, InterruptedException {
        long millis = WATCH_FACTOR * plan.idle().toMillis();
        try (Child server = Child.java(log, FLAGS, IdleConnections.class, connections, millis)) {
            String port = server.hear("ready");
            try (Child clients = Child.java(log, FLAGS, IdleClients.class, port, connections)) {
                clients.hear("one");
                server.tell("one");
                server.hear("go");
                clients.tell("go");
                clients.hear("all");
                server.tell("all");
                return server.awaitResult();
            }
        }
    }
}
