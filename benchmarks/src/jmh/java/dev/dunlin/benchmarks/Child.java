package dev.dunlin.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process of one launch. It is spoken to in lines: what it hears on its standard input, it answers on its standard
 * output, a word first. Its standard error goes to a log. A child in Java ends when its input ends, so none outlives the
 * run. Not safe for use by several threads.
 */
public final class Child implements AutoCloseable {

    /** How long any child may take for any answer. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The word before a measured number. */
    private static final String RESULT = "result";

    private static final String END_OF_OUTPUT = "";
    private static final int MAX_LINES_WAITING = 1_000;
    private static final int LOG_LINES_QUOTED = 3;

    /** What precedes a command in the log. */
    private static final String STARTED = "$ ";

    private final String name;
    private final Process process;
    private final Path log;
    private final Writer input;
    private final BlockingQueue<String> output = new ArrayBlockingQueue<>(MAX_LINES_WAITING);
    private final Thread shutdownHook;

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        this.shutdownHook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        Thread reader = new Thread(this::read, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a fresh JVM of the kind that runs this one, with the same class path.
     *
     * @param log where its standard error is added
     * @param flags for the JVM
     * @param main its main class
     * @param arguments for the main class
     * @throws IOException if it cannot be started
     */
    public static Child java(Path log, List<String> flags, Class<?> main, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command(log, command);
    }

    /**
     * Starts a program.
     *
     * @param log where its standard error is added
     * @param command the program and its arguments
     * @throws IOException if it cannot be started
     */
    public static Child command(Path log, List<String> command) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        Files.writeString(
                log, STARTED + String.join(" ", command) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Child(Path.of(command.get(0)).getFileName() + " " + process.pid(), process, log);
    }

    /**
     * Measures in one fresh JVM whose main class ends with {@link #result}.
     *
     * @throws IOException if it cannot be started, or ends without a result; the message quotes its log
     * @throws InterruptedException if the wait was interrupted
     */
    public static Outcome measure(Path log, List<String> flags, Class<?> main, Object... arguments)
            throws IOException, InterruptedException {
        try (Child child = java(log, flags, main, arguments)) {
            return child.awaitResult();
        }
    }

    /**
     * Waits for what the process has measured, which it says with {@link #result}.
     *
     * @throws IOException if it ends without; the message quotes its log
     * @throws InterruptedException if the wait was interrupted
     */
    public Outcome awaitResult() throws IOException, InterruptedException {
        return parseResult(hear(RESULT));
    }

    /**
     * In a child: lets it end when a thread of its own fails, whatever threads a peer's library has started; the one who
     * waits for its answer then sees why.
     */
    public static void endOnFailure() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            System.err.println("Exception in thread \"" + thread.getName() + "\" " + failure);
            for (StackTraceElement at : failure.getStackTrace()) {
                System.err.println("\tat " + at);
            }
            Runtime.getRuntime().halt(1);
        });
    }

    /**
     * In a child: says what was measured.
     *
     * @param measured the number and its notes
     */
    public static void result(Outcome.Measured measured) {
        StringBuilder line = new StringBuilder(RESULT).append(' ').append(measured.value());
        measured.notes()
                .forEach((name, value) -> line.append(' ')
                        .append(name.replace(' ', '_'))
                        .append('=')
                        .append(value));
        System.out.println(line);
    }

    static Outcome.Measured parseResult(String text) {
        Scanner words = new Scanner(text);
        double value = Double.parseDouble(words.next());
        Map<String, Double> notes = new TreeMap<>();
        while (words.hasNext()) {
            String note = words.next();
            int equals = note.indexOf('=');
            notes.put(note.substring(0, equals).replace('_', ' '), Double.valueOf(note.substring(equals + 1)));
        }
        return new Outcome.Measured(value, notes);
    }

    /**
     * Says a line to the process.
     *
     * @throws IOException if it does not listen any more
     */
    public void tell(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /**
     * Waits for a line that begins with a word, and skips others.
     *
     * @param word what it begins with
     * @return the rest of the line
     * @throws IOException if the process ends first, or says nothing within {@link #PATIENCE}
     * @throws InterruptedException if the wait was interrupted
     */
    public String hear(String word) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String line = output.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new IOException(name + " did not say \"" + word + "\" within " + PATIENCE + quoteLog());
            }
            if (line.equals(END_OF_OUTPUT)) {
                throw new IOException(name + " ended before it said \"" + word + "\"" + quoteLog());
            }
            if (line.equals(word) || line.startsWith(word + " ")) {
                return line.substring(word.length()).trim();
            }
        }
    }

    /**
     * Waits until it has ended by itself.
     *
     * @throws IOException if it does not within {@link #PATIENCE}, or fails
     * @throws InterruptedException if the wait was interrupted
     */
    public void awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IOException(name + " did not end within " + PATIENCE + quoteLog());
        }
        if (process.exitValue() != 0) {
            throw new IOException(name + " ended with " + process.exitValue() + quoteLog());
        }
    }

    /** How much processor time it has taken so far; zero where the machine does not say. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the process, first by ending its input, then by force, and waits until it is gone. */
    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            // It has ended already, which is what was wanted.
        }
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroy();
            }
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        removeShutdownHook();
    }

    private void removeShutdownHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // This JVM is going down: the hook runs.
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    output.put(line);
                }
            }
            output.put(END_OF_OUTPUT);
        } catch (IOException e) {
            // The launch was closed while this read: nobody listens any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the process said last on its standard error, without its stack traces. */
    private String quoteLog() {
        try {
            List<String> lines = Files.readAllLines(log).stream()
                    .filter(line -> !line.startsWith("\t") && !line.startsWith(STARTED))
                    .toList();
            List<String> tail = lines.subList(Math.max(0, lines.size() - LOG_LINES_QUOTED), lines.size());
            return "; " + log + " ends with: " + String.join(" | ", tail);
        } catch (IOException e) {
            return "; no log: " + e.getMessage();
        }
    }
}
