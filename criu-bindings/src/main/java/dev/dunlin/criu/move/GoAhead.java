package dev.dunlin.criu.move;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A script that stands ready to let a restored process run, with its address, as nothing may take time then. It does nothing if
 * this program comes to its end before the word. For one thread.
 */
final class GoAhead implements AutoCloseable {

    private final Process process;

    private GoAhead(Process process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param folder where its script goes
     * @param pids the process and its descendants
     * @param gate the table of the gate to open, or empty if there is none
     */
    static GoAhead start(Path folder, String pids, String gate, String device, String hardware) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", Guard.script(folder, "go.sh").toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD);
        builder.environment()
                .putAll(Map.of(
                        "DUNLIN_PIDS", pids,
                        "DUNLIN_GATE", gate,
                        "DUNLIN_DEVICE", device,
                        "DUNLIN_HARDWARE", hardware));
        return new GoAhead(builder.start());
    }

    /**
     * Gives the word, and waits until it is done.
     *
     * @return whether all of it was; else it is to be done again by other means, which harms nothing
     */
    boolean say() {
        try (OutputStream in = process.getOutputStream()) {
            in.write("go\n".getBytes(StandardCharsets.US_ASCII));
            in.flush();
            return process.waitFor(Tool.DEADLINE.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // It was ended by somebody.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
