package dev.dunlin.benchmarks.modes;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.FreePort;
import dev.dunlin.benchmarks.JvmFlags;
import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import dev.dunlin.cli.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.TreeMap;

/**
 * Questions answered a second by a server in one mode, and then the processor time that it takes while all its clients
 * dawdle.
 *
 * @param mode the mode's name on the command line
 * @param options what else is said there
 */
record ModeLaunch(String mode, List<String> options) implements Launch {

    private static final List<String> FLAGS = JvmFlags.touchedHeap(256);

    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    @Override
    public Outcome run(Plan plan, Path log) throws IOException, InterruptedException {
        if (mode.equals("virtual") && Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS) {
            return new Outcome.Missing("virtual threads: run with a JAVA_HOME of Java " + FIRST_WITH_VIRTUAL_THREADS);
        }
        int port = FreePort.any();
        List<String> arguments =
                new ArrayList<>(List.of("aphorisms", "--listen", "tcp://127.0.0.1:" + port, "--mode", mode));
        arguments.addAll(options);
        try (Child server = Child.java(log, FLAGS, Main.class, arguments.toArray());
                Child load = Child.java(log, FLAGS, AphorismLoad.class, port)) {
            load.hear("ready");
            String unused = ask(load, "ask", plan.warmUp());
            Duration cpu = server.cpu();
            Scanner asked = new Scanner(ask(load, "ask", plan.window()));
            double seconds = asked.nextDouble();
            long answers = asked.nextLong();
            Map<String, Double> notes = new TreeMap<>();
            notes.put("p50 µs", asked.nextDouble());
            notes.put("p99 µs", asked.nextDouble());
            double first = asked.nextDouble();
            if (!Double.isNaN(first)) {
                notes.put("first answer p99 ms", first);
            }
            notes.put("server CPU µs a question", server.cpu().minus(cpu).toNanos() / 1e3 / answers);
            unused = ask(load, "dawdle", plan.warmUp());
            cpu = server.cpu();
            Scanner dawdled = new Scanner(ask(load, "dawdle", plan.window()));
            double dawdledSeconds = dawdled.nextDouble();
            double share = server.cpu().minus(cpu).toNanos() / 1e9 / dawdledSeconds;
            notes.put("idle % of a core while all dawdle", 100 * (1 - share));
            notes.put("questions/s while all dawdle", dawdled.nextLong() / dawdledSeconds);
            return new Outcome.Measured(answers / seconds, notes);
        }
    }

    private static String ask(Child load, String what, Duration span) throws IOException, InterruptedException {
        load.tell(what + " " + span.toMillis());
        return load.hear("answered");
    }
}
