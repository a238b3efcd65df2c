package dev.dunlin.benchmarks.checkpoint;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.cli.Main;
import dev.dunlin.criu.CriuCheckpointer;
import dev.dunlin.criu.CriuConfig;
import dev.dunlin.criu.image.DumpStatistics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** One way to freeze a process into a new directory, and to thaw it from there. */
enum Driver {
    /** The library in this JVM, with its defaults: verdict, checksums and their comparison included. */
    LIBRARY {
        @Override
        Cycle run(long pid, Path images) {
            long begun = System.nanoTime();
            PhaseTimes dump = CHECKPOINTER
                    .checkpoint(new Target.ProcessTree(pid), images, Afterwards.ENDED)
                    .times();
            Duration checkpoint = since(begun);
            awaitGone(pid);
            begun = System.nanoTime();
            PhaseTimes restore = CHECKPOINTER.restore(images);
            Cycle cycle = new Cycle(checkpoint, since(begun), dump.downtime().plus(restore.downtime()));
            System.err.println("library: " + cycle + text(dump) + text(restore));
            return cycle;
        }
    },

    /** The two commands, one after the other, with the options that the library gives them. */
    SHELL {
        @Override
        Cycle run(long pid, Path images) throws IOException, InterruptedException {
            return shell(pid, images, "skip");
        }
    },

    /** The two commands with a lock on the network, of which the library sees that it is not needed. */
    LOCKED {
        @Override
        Cycle run(long pid, Path images) throws IOException, InterruptedException {
            return shell(pid, images, "nftables");
        }
    },

    /** The library as two commands: what starting a JVM adds to each. */
    COMMANDS {
        @Override
        Cycle run(long pid, Path images) throws IOException, InterruptedException {
            long begun = System.nanoTime();
            command(images.resolveSibling(OUTPUT), dunlin("checkpoint", Long.toString(pid), "--to", images.toString()));
            Duration checkpoint = since(begun);
            awaitGone(pid);
            begun = System.nanoTime();
            command(images.resolveSibling(OUTPUT), dunlin("restore", images.toString(), "--detach"));
            return plain("commands", checkpoint, since(begun), images);
        }
    };

    private static final String OUTPUT = "output.log";
    private static final long LOOK_NANOS = 500_000;
    private static final CriuCheckpointer CHECKPOINTER = new CriuCheckpointer();

    /**
     * What one time round took.
     *
     * @param checkpoint until it was on disk
     * @param restore until it ran again
     * @param downtime for how long the process stood still; without what came between freezing and thawing
     */
    record Cycle(Duration checkpoint, Duration restore, Duration downtime) {

        Duration whole() {
            return checkpoint.plus(restore);
        }
    }

    /**
     * Freezes and thaws.
     *
     * @param pid the process
     * @param images a directory that does not exist yet
     */
    abstract Cycle run(long pid, Path images) throws IOException, InterruptedException;

    private static Cycle shell(long pid, Path images, String lock) throws IOException, InterruptedException {
        Files.createDirectory(images);
        long begun = System.nanoTime();
        command(images.resolve(OUTPUT), criu("dump", images, "--network-lock", lock, "--tree", Long.toString(pid)));
        Duration checkpoint = since(begun);
        awaitGone(pid);
        begun = System.nanoTime();
        command(images.resolve(OUTPUT), criu("restore", images, "--network-lock", lock, "--restore-detached"));
        return plain(lock, checkpoint, since(begun), images);
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** What CRIU itself says of how long the process stood still, and all of the restore. */
    private static Cycle plain(String name, Duration checkpoint, Duration restore, Path images) {
        DumpStatistics dump = DumpStatistics.read(images);
        Duration still = dump.freezing().plus(dump.frozen());
        Cycle cycle = new Cycle(checkpoint, restore, still.plus(restore));
        System.err.println(name + ": " + cycle);
        return cycle;
    }

    private static List<String> criu(String what, Path images, String... more) {
        CriuConfig config = CHECKPOINTER.config();
        List<String> command = new ArrayList<>(List.of(
                config.binary().toString(),
                what,
                "--images-dir",
                images.toString(),
                "--log-file",
                what + ".log",
                "--verbosity=" + config.logLevel()));
        command.addAll(Arrays.asList(more));
        return command;
    }

    private static List<String> dunlin(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static void command(Path output, List<String> command) throws IOException, InterruptedException {
        int code = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException(command + " ended with " + code + ": " + Files.readString(output));
        }
    }

    /** A number is free once somebody has asked how its process ended; when that is depends on the machine's first process. */
    private static void awaitGone(long pid) {
        while (Files.exists(Path.of("/proc", Long.toString(pid)))) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static String text(PhaseTimes times) {
        return times.phases().stream()
                .map(phase -> ", " + phase.name() + " " + micros(phase))
                .collect(Collectors.joining());
    }

    private static String micros(PhaseTimes.Phase phase) {
        return phase.duration().toNanos() / 1_000 + " µs";
    }
}
