package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands of the system, never through a shell. Safe for use by any thread. */
final class Tool {

    /** How long such a command may take. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final int MAX_TEXT_BYTES = 16 << 10;

    /**
     * What a command came to.
     *
     * @param code its exit code
     * @param text the beginning of what it wrote, at most 16 KiB
     */
    record Outcome(int code, String text) {
        boolean ok() {
            return code == 0;
        }
    }

    private Tool() {}

    /**
     * Runs a command to its end.
     *
     * @param input what it reads
     * @param argv what to run
     * @throws DunlinException UNSUPPORTED if it cannot be started, TIMED_OUT if it does not end
     */
    static Outcome run(String input, Duration deadline, List<String> argv) {
        try {
            Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
            feed(process, input);
            try (InputStream out = process.getInputStream()) {
                if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                    process.destroyForcibly();
                    throw new DunlinException(
                            Reason.TIMED_OUT, "`" + String.join(" ", argv) + "`: has not ended within " + deadline);
                }
                // Not to the end of the stream: a descendant may have it open for ever.
                byte[] text = out.readNBytes(Math.min(MAX_TEXT_BYTES, out.available()));
                return new Outcome(process.exitValue(), new String(text, StandardCharsets.UTF_8).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DunlinException(Reason.CLOSED, "interrupted in `" + String.join(" ", argv) + "`", e);
        } catch (IOException e) {
            throw new DunlinException(
                    Reason.UNSUPPORTED, "`" + argv.get(0) + "` cannot be run: " + e.getMessage() + "; install it", e);
        }
    }

    /** Writes to a process what it reads, and that there is no more. */
    static void feed(Process process, String input) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Runs a command that must succeed.
     *
     * @throws DunlinException REJECTED with what it said, if it does not
     */
    static void must(String input, List<String> argv) {
        Outcome outcome = run(input, DEADLINE, argv);
        if (!outcome.ok()) {
            throw new DunlinException(
                    Reason.REJECTED,
                    "`" + String.join(" ", argv) + "` ended with " + outcome.code() + ": " + outcome.text());
        }
    }

    /** Sends a signal to a process and all its descendants; those that are gone meanwhile are none. */
    static void signal(String signal, long pid) {
        List<String> argv = new ArrayList<>(List.of("kill", "-" + signal, "--"));
        Proc.tree(pid).forEach(process -> argv.add(Long.toString(process.pid())));
        run("", DEADLINE, argv);
    }
}
