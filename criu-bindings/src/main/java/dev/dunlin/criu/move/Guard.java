package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A script beside a migration that lets the process run on if this program comes to its end before the target was told to
 * run it. It has a session of its own, so that what is typed on this program's terminal does not end it too. For one thread.
 */
final class Guard implements AutoCloseable {

    private static final int LOOKS_A_SECOND = 20;

    private final Process process;

    private Guard(Process process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param work where its script goes, and what it removes in the end
     * @param environment what it has to know
     * @param deadline how long criu may take to undo what it did, before it is killed
     */
    static Guard start(Path work, Map<String, String> environment, Duration deadline) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        inSession(List.of("sh", script(work, "guard.sh").toString())))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD);
        builder.environment().put("DUNLIN_FREEZER", "");
        builder.environment().putAll(environment);
        builder.environment().put("DUNLIN_WORK", work.toAbsolutePath().toString());
        builder.environment().put("DUNLIN_LOOKS", Long.toString(deadline.toSeconds() * LOOKS_A_SECOND));
        return new Guard(builder.start());
    }

    /** A command in a session of its own, under the number that its caller sees. */
    static List<String> inSession(List<String> argv) {
        List<String> words = new ArrayList<>(List.of("setsid"));
        words.addAll(argv);
        return words;
    }

    /** Writes a script of ours down, to be run by its owner alone. */
    static Path script(Path work, String name) throws IOException {
        Path script = work.resolve(name);
        try (InputStream in = Objects.requireNonNull(Guard.class.getResourceAsStream(name), name)) {
            Files.write(script, in.readAllBytes());
        }
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** criu is at it from now on. */
    void criu(long pid) throws IOException {
        say("criu " + pid);
    }

    /**
     * From now on the target may run it: it stays stopped here, whatever becomes of this program.
     *
     * @throws DunlinException REJECTED if the guard is gone
     */
    void decided() {
        try {
            say("decided");
        } catch (IOException e) {
            throw new DunlinException(
                    Reason.REJECTED, "the guard of the migration is gone, who killed it? " + e.getMessage(), e);
        }
    }

    private void say(String words) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((words + "\n").getBytes(StandardCharsets.US_ASCII));
        in.flush();
    }

    /** What becomes of the process is done by this program. */
    @Override
    public void close() throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write("done\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
