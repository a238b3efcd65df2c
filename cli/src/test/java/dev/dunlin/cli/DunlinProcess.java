package dev.dunlin.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, on the Java and the classes that the test runs on. */
final class DunlinProcess implements AutoCloseable {

    private static final String LISTENING = "dunlin: listening on ";

    private final List<String> arguments;
    private final Process process;
    private final Collected out;
    private final Collected err;

    private DunlinProcess(List<String> arguments, Process process, boolean collectOut) {
        this.arguments = arguments;
        this.process = process;
        this.out = new Collected(
                "out of " + arguments, collectOut ? process.getInputStream() : InputStream.nullInputStream());
        this.err = new Collected("err of " + arguments, process.getErrorStream());
    }

    static DunlinProcess start(String... arguments) {
        return start(true, List.of(), arguments);
    }

    /** Starts a process on a Java that is given options of its own. */
    static DunlinProcess startWith(List<String> java, String... arguments) {
        return start(true, java, arguments);
    }

    /** Starts a process whose output the test reads itself, or does not read. */
    static DunlinProcess startUnread(String... arguments) {
        return start(false, List.of(), arguments);
    }

    private static DunlinProcess start(boolean collectOut, List<String> java, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath(), "dev.dunlin.cli.Main"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(Redirect.PIPE).start();
            return new DunlinProcess(List.of(arguments), process, collectOut);
        } catch (IOException e) {
            throw new AssertionError("cannot start " + command, e);
        }
    }

    /** Of a server: where it listens, once it does. */
    String address() {
        err.await(text -> text.contains(LISTENING) && text.endsWith("\n"));
        String text = err.text();
        int start = text.indexOf(LISTENING) + LISTENING.length();
        return text.substring(start, text.indexOf('\n', start));
    }

    /** What it reads on standard input. */
    OutputStream in() {
        return process.getOutputStream();
    }

    /** Writes text to its standard input. */
    void type(String text) {
        try {
            in().write(text.getBytes(StandardCharsets.UTF_8));
            in().flush();
        } catch (IOException e) {
            throw new AssertionError("cannot write to " + arguments + ": " + err.text(), e);
        }
    }

    Process process() {
        return process;
    }

    Collected out() {
        return out;
    }

    Collected err() {
        return err;
    }

    /** Sends it SIGTERM. By its handle: {@link Process#destroy} closes its streams as well. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Sends it SIGKILL, which it does not notice. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Sends it SIGINT, as Ctrl-C does. */
    void interrupt() {
        try {
            int code = new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill ended with " + code);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("cannot interrupt " + arguments, e);
        }
    }

    /** Waits until it has ended and all it wrote is here; gives its exit code. */
    int exitCode() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("still runs after 30 s: " + arguments + "; err: " + err.text());
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        out.awaitEnd();
        err.awaitEnd();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Where the test's own classes come from, as a class path, whether the test runs with modules or without. */
    private static String classPath() {
        String modules = System.getProperty("jdk.module.path", "");
        String classes = System.getProperty("java.class.path", "");
        return modules.isEmpty() ? classes : modules + File.pathSeparator + classes;
    }
}
