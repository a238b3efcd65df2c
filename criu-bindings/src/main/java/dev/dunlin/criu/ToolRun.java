package dev.dunlin.criu;

import dev.dunlin.criu.system.Proc;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One run of a program, come to its end.
 *
 * @param exitCode how it ended; 128 and a signal's number if by a signal
 * @param late whether it was killed because its deadline passed
 * @param output the end of what it wrote on standard output and standard error
 * @param wall how long it took
 */
record ToolRun(int exitCode, boolean late, String output, Duration wall) {

    private static final int MOST_READ = 256 << 10;
    private static final int MOST_BEGUN = 4 << 10;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_ENDING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long ENDING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final File NOTHING = new File("/dev/null");

    /** The variable that has the number of a run, in the tool and in all that it starts. */
    private static final String RUN = "DUNLIN_TOOL_RUN";

    /** Whether it ended as it should. */
    boolean isWell() {
        return exitCode == 0 && !late;
    }

    /**
     * Runs a program without a shell, its output into a file: what it leaves behind may hold its output open for good, and a
     * pipe would then never end.
     *
     * @param command the program and its arguments
     * @param output where its output goes
     * @param terminal whether it has the standard input of this process, or none
     * @param deadline when it and those that it has started are killed
     * @throws IOException if it cannot be started
     */
    static ToolRun of(List<String> command, Path output, boolean terminal, Duration deadline) throws IOException {
        return of(command, output, terminal, deadline, Map.of(), () -> false);
    }

    /** The same, with variables of the environment, and killed as well when it is needed no more. */
    static ToolRun of(
            List<String> command,
            Path output,
            boolean terminal,
            Duration deadline,
            Map<String, String> environment,
            BooleanSupplier needless)
            throws IOException {
        long begun = System.nanoTime();
        Process process = start(command, output, terminal, environment);
        boolean late = !endsWithin(process, deadline, needless);
        if (late) {
            kill(process);
        }
        int exitCode = await(process);
        Duration wall = Duration.ofNanos(System.nanoTime() - begun);
        return new ToolRun(exitCode, late, tail(output), wall);
    }

    /**
     * Runs a program that goes on, until it is up.
     *
     * @param up whether it is
     * @param started is told of the process
     * @return as if it had ended well, if it is up; else how it ended
     */
    static ToolRun up(
            List<String> command,
            Path output,
            Duration deadline,
            BooleanSupplier needless,
            BooleanSupplier up,
            Consumer<Process> started)
            throws IOException {
        long begun = System.nanoTime();
        Process process = start(command, output, false, Map.of());
        started.accept(process);
        boolean unused = endsWithin(process, deadline, () -> needless.getAsBoolean() || up.getAsBoolean());
        boolean late = process.isAlive() && !up.getAsBoolean();
        if (late) {
            kill(process);
        }
        int exitCode = up.getAsBoolean() ? 0 : await(process);
        return new ToolRun(exitCode, late, tail(output), Duration.ofNanos(System.nanoTime() - begun));
    }

    /** A tool that could not be started: there is none, or its output could not be written. */
    static CheckpointException notStarted(Path tool, IOException e) {
        CheckpointFault fault =
                e instanceof FileNotFoundException ? CheckpointFault.NO_DIRECTORY : CheckpointFault.CRIU_MISSING;
        return new CheckpointException(fault, "cannot run " + tool + ": " + e.getMessage(), null, e);
    }

    /** The end of a text; empty if there is none. */
    static String tail(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long length = in.length();
            int size = (int) Math.min(length, MOST_READ);
            in.seek(length - size);
            byte[] bytes = new byte[size];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "cannot read " + file + ": " + e.getMessage();
        }
    }

    /** The beginning of a text; empty if there is none. */
    static String head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BEGUN), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static Process start(List<String> command, Path output, boolean terminal, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(terminal ? Redirect.INHERIT : Redirect.from(NOTHING));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put(RUN, UUID.randomUUID().toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Ends a tool and those that it has started. */
    static void kill(Process process) {
        Optional<String> run = new Proc(process.pid()).variable(RUN);
        end(Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList());
        // What it started in the moment in which it was killed was none of its descendants yet, and is none any more.
        run.ifPresent(ToolRun::endRun);
    }

    private static void endRun(String run) {
        long end = System.nanoTime() + LONGEST_ENDING_NANOS;
        List<ProcessHandle> left = ofRun(run);
        while (!left.isEmpty() && end - System.nanoTime() > 0) {
            end(left);
            left = ofRun(run);
        }
    }

    /** Those that have not ended: of one that has, nothing is left but how. */
    private static List<ProcessHandle> ofRun(String run) {
        return ProcessHandle.allProcesses()
                .filter(process -> new Proc(process.pid())
                        .variable(RUN)
                        .filter(run::equals)
                        .isPresent())
                .toList();
    }

    /**
     * Ends processes by force, and waits until they have: a process that is killed still works for a moment, and may write
     * into the directory of the images.
     */
    static void end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        long end = System.nanoTime() + LONGEST_ENDING_NANOS;
        for (ProcessHandle process : processes) {
            Proc proc = new Proc(process.pid());
            while (process.isAlive() && !proc.isZombie() && end - System.nanoTime() > 0) {
                LockSupport.parkNanos(ENDING_NANOS);
            }
        }
    }

    private static boolean endsWithin(Process process, Duration deadline, BooleanSupplier needless) {
        long end = System.nanoTime() + deadline.toNanos();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended && end - System.nanoTime() > 0 && !needless.getAsBoolean()) {
            try {
                ended = process.waitFor(Math.min(LOOK_NANOS, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                // A tool that is left half way leaves its target half way as well.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    private static int await(Process process) {
        return process.onExit().join().exitValue();
    }
}
