package dev.dunlin.benchmarks.migration;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.cli.Main;
import dev.dunlin.criu.CriuConfig;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Moves one broker to and fro by the commands {@code dunlin migrate} and {@code dunlin receive}. For one thread. */
final class Moves implements AutoCloseable {

    /** As the script {@code dunlin} has it for these commands, beside what every JVM here is given. */
    private static final List<String> COMMAND_FLAGS = List.of("-Xmn8m");

    private static final String BROKER = "tcp://" + MovedHosts.SERVICE + ":7400";
    private static final int MESSAGES_A_SECOND = 1_000;
    private static final int HEAP_BESIDE_MEBIBYTES = 64;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Pattern PART = Pattern.compile("\\{\"name\":\"([a-z ]+)\",\"micros\":(\\d+),\"down\":true\\}");
    private static final Pattern DOWNTIME = Pattern.compile("\"downtimeMicros\":(\\d+)");
    private static final double MICROS_PER_MILLI = 1e3;

    private final Path folder;
    private final Path log;
    private final MovedHosts hosts;
    private final long pid;
    private final Child traffic;
    private MovedHosts.Host at;

    private Moves(Path log, MovedHosts hosts, long pid, Child traffic) {
        this.folder = hosts.folder();
        this.log = log;
        this.hosts = hosts;
        this.pid = pid;
        this.traffic = traffic;
        this.at = hosts.a();
    }

    /** Starts a broker with so much memory, receivers on either host, and clients. */
    static Moves start(int mebibytes, int connections, Path log) throws IOException, InterruptedException {
        MovedHosts hosts = new MovedHosts();
        Path folder = hosts.folder();
        try {
            hosts.daemon(
                    hosts.a(),
                    folder.resolve("broker"),
                    java(
                            List.of("-Xmn16m", "-Xmx" + (mebibytes + mebibytes / 8 + HEAP_BESIDE_MEBIBYTES) + "m"),
                            LoadedBroker.class,
                            BROKER,
                            "" + mebibytes));
            long pid = new Scanner(said(folder.resolve("broker"), "serving ")).nextLong();
            for (MovedHosts.Host host : List.of(hosts.a(), hosts.b())) {
                Path words = folder.resolve("receive-" + host.ip());
                Process unused = hosts.on(
                        host,
                        words,
                        java(
                                COMMAND_FLAGS,
                                Main.class,
                                "receive",
                                "--listen",
                                receiver(host),
                                "--dir",
                                words + "-dir"));
                said(words, "receiving on ");
            }
            Child traffic = Child.command(
                    log,
                    hosts.atClient(
                            java(List.of(), MovedTraffic.class, BROKER, "" + MESSAGES_A_SECOND, "" + connections)));
            traffic.hear("ready");
            return new Moves(log, hosts, pid, traffic);
        } catch (IOException | InterruptedException e) {
            hosts.close();
            throw e;
        }
    }

    /** Moves it to the other host by a script. Gives how long its clients had nothing, in milliseconds. */
    Outcome.Measured moveByHand(String mode) throws IOException, InterruptedException {
        MovedHosts.Host from = at;
        MovedHosts.Host to = other();
        Path script = folder.resolve("by-hand.sh");
        try (InputStream in = Objects.requireNonNull(Moves.class.getResourceAsStream("by-hand.sh"), "by-hand.sh")) {
            Files.write(script, in.readAllBytes());
        }
        lap();
        Path said = folder.resolve("by-hand.log");
        Process process = new ProcessBuilder(
                        "bash",
                        script.toString(),
                        mode,
                        "" + pid,
                        folder.toString(),
                        "" + from.init(),
                        from.ip(),
                        "" + to.init(),
                        to.ip(),
                        MovedHosts.SERVICE + "/24",
                        MovedHosts.DEVICE,
                        CriuConfig.builder().build().binary().toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(Child.PATIENCE.toNanos(), TimeUnit.NANOSECONDS) || process.exitValue() != 0) {
            throw new IOException(
                    "it was not moved by hand: " + Files.readString(said).strip());
        }
        at = to;
        return new Outcome.Measured(gapMillis(), Map.of());
    }

    private MovedHosts.Host other() {
        return at.equals(hosts.a()) ? hosts.b() : hosts.a();
    }

    /** Moves it to the other host. Gives how long its clients had nothing, in milliseconds, and what of that was what. */
    Outcome.Measured move(String mode) throws IOException, InterruptedException {
        MovedHosts.Host to = other();
        Path report = folder.resolve("report");
        Files.deleteIfExists(report);
        lap();
        Process process = hosts.on(
                at,
                report,
                java(
                        COMMAND_FLAGS,
                        Main.class,
                        "migrate",
                        "" + pid,
                        "--to",
                        receiver(to),
                        "--mode",
                        mode,
                        "--address",
                        MovedHosts.SERVICE + "/24",
                        "--device",
                        MovedHosts.DEVICE,
                        "--dir",
                        folder.resolve("migrate-" + at.ip()).toString(),
                        "--svg",
                        log.resolveSibling(log.getFileName() + ".svg")
                                .toAbsolutePath()
                                .toString(),
                        "--json"));
        if (!process.waitFor(Child.PATIENCE.toNanos(), TimeUnit.NANOSECONDS) || process.exitValue() != 0) {
            throw new IOException(
                    "it was not moved: " + Files.readString(report).strip());
        }
        at = to;
        return measured(gapMillis(), Files.readString(report));
    }

    private static Outcome.Measured measured(double gapMillis, String report) throws IOException {
        Map<String, Double> notes = new LinkedHashMap<>();
        Matcher part = PART.matcher(report);
        while (part.find()) {
            notes.put(part.group(1), Double.parseDouble(part.group(2)) / MICROS_PER_MILLI);
        }
        Matcher downtime = DOWNTIME.matcher(report);
        if (!downtime.find()) {
            throw new IOException("no report: " + report.strip());
        }
        notes.put("stood still", Double.parseDouble(downtime.group(1)) / MICROS_PER_MILLI);
        return new Outcome.Measured(gapMillis, notes);
    }

    /** Waits until all that was published until now has come. Gives the longest time without a message since it was asked last. */
    private double gapMillis() throws IOException, InterruptedException {
        long end = System.nanoTime() + Child.PATIENCE.toNanos();
        Outcome.Measured lap = lap();
        double until = number(lap, "published");
        double gap = lap.value();
        while (number(lap, "received") < until) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("messages come no more since it was moved");
            }
            LockSupport.parkNanos(LOOK_NANOS);
            lap = lap();
            gap = Math.max(gap, lap.value());
        }
        return gap;
    }

    private Outcome.Measured lap() throws IOException, InterruptedException {
        traffic.tell("lap");
        Outcome.Measured lap = (Outcome.Measured) traffic.awaitResult();
        if (number(lap, "wrong") > 0 || number(lap, "failed") > 0) {
            throw new IOException("messages were lost, doubled, reordered or refused: " + lap.notes());
        }
        return lap;
    }

    private static double number(Outcome.Measured lap, String name) {
        return lap.notes().getOrDefault(name, Double.NaN);
    }

    private static String receiver(MovedHosts.Host host) {
        return "tcp://" + host.ip() + ":7411";
    }

    /** What follows some words in a file, as soon as they are there. */
    private static String said(Path file, String words) throws IOException {
        long end = System.nanoTime() + Child.PATIENCE.toNanos();
        while (true) {
            String text = Files.exists(file) ? Files.readString(file) : "";
            int at = text.indexOf(words);
            if (at >= 0 && text.indexOf('\n', at) > 0) {
                return text.substring(at + words.length(), text.indexOf('\n', at));
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException("\"" + words + "\" was not said, but: " + text.strip());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static List<String> java(List<String> flags, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** A host has a root directory of its own as its working directory, so that what is relative is not found there. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Ends all of it. */
    @Override
    public void close() {
        traffic.close();
        hosts.close();
    }
}
