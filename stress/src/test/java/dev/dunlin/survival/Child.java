package dev.dunlin.survival;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process of a test, which does not outlive it: a JVM that runs {@link Peer} or {@link ReplicaPeer}. */
final class Child implements AutoCloseable {

    /** Long: on a machine that has much else to do a process may be long in starting. */
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread reader;

    private Child(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one, behind a command of its own if one is given. */
    static Child start(List<String> before, String... arguments) throws IOException {
        return start(before, Peer.class, arguments);
    }

    /** Starts one that runs another main class. */
    static Child start(List<String> before, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx2g", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("unreadable: " + e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** The rest of the next line that begins with a word. */
    String hear(String word) throws InterruptedException {
        while (true) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("nothing that begins with \"" + word + "\" within " + PATIENCE_SECONDS + " s");
            }
            if (line.startsWith(word)) {
                return line.substring(word.length());
            }
        }
    }

    /** The rest of the last line that it has said, which begins with a word; after it has ended. */
    String last(String word) throws InterruptedException {
        process.waitFor();
        String last = "";
        for (String line = lines.poll(1, TimeUnit.SECONDS);
                line != null;
                line = lines.poll(100, TimeUnit.MILLISECONDS)) {
            last = line.startsWith(word) ? line.substring(word.length()) : last;
        }
        return last;
    }

    /** The rest of each line that it has said and nobody has heard, which begins with a word; after it has ended. */
    List<String> rest(String word) throws InterruptedException {
        process.waitFor();
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        List<String> rest = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(word)) {
                rest.add(line.substring(word.length()));
            }
        }
        lines.clear();
        return rest;
    }

    /** Ends it by SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** Stops it by SIGSTOP, or lets it go on by SIGCONT. */
    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new AssertionError("kill -" + name + " " + process.pid() + " ended with " + code);
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
