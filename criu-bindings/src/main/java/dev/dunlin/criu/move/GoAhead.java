package dev.dunlin.criu.move;

import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands ready to let a restored process run, with its address, as nothing may take time then: {@code nft} waits for
 * its rules, which takes half the time of starting it then, and a script for its word. Neither does anything if this program
 * comes to its end before. For one thread.
 */
final class GoAhead implements AutoCloseable {

    private final Process script;
    private final @Nullable Process gate;
    private final String rules;

    private GoAhead(Process script, @Nullable Process gate, String rules) {
        this.script = script;
        this.gate = gate;
        this.rules = rules;
    }

    /**
     * Starts both.
     *
     * @param folder where the script goes
     * @param pid the process, which goes on with its descendants
     */
    static GoAhead start(Path folder, long pid) throws IOException {
        return new GoAhead(script(folder, Map.of("DUNLIN_PIDS", pids(pid), "DUNLIN_HARDWARE", "")), null, "");
    }

    /**
     * Starts both, for a process with an address.
     *
     * @param id the migration whose gate is opened
     */
    static GoAhead start(Path folder, long pid, ServiceAddress address, UUID id) throws IOException {
        Process gate = new ProcessBuilder("nft", "-f", "-")
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        Map<String, String> told = Map.of(
                "DUNLIN_PIDS", pids(pid), "DUNLIN_DEVICE", address.device(), "DUNLIN_HARDWARE", address.hardware());
        return new GoAhead(script(folder, told), gate, ServiceAddress.withoutGate(id));
    }

    /** A process and its descendants, as a script is told of them. */
    static String pids(long pid) {
        return Proc.tree(pid).stream()
                .map(process -> Long.toString(process.pid()))
                .collect(Collectors.joining(" "));
    }

    private static Process script(Path folder, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", Guard.script(folder, "go.sh").toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /**
     * Gives the word, and waits until it is done: the gate is opened and the others in the network are told of the address before
     * the process says a word. What it says behind the gate is lost, and what it is answered would go to the other host.
     *
     * @return whether all of it was done; else it is to be done again by other means, which harms nothing
     */
    boolean say() {
        return (gate == null || say(gate, rules)) && say(script, "go\n");
    }

    private static boolean say(Process process, String words) {
        try {
            Tool.feed(process, words);
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
        script.destroyForcibly();
        if (gate != null) {
            gate.destroyForcibly();
        }
    }
}
