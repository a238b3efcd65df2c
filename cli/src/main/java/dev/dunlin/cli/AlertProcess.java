package dev.dunlin.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Map;

/** Starts an operator's command for an event. */
final class AlertProcess {

    private AlertProcess() {}

    /**
     * Starts it. What the event says is handed over beside the command, never within it: some of it comes from strangers.
     *
     * @param command what the operator wrote, for a shell
     * @param kind of the event, a word
     * @param detail the same in words
     * @param count how often it happened
     */
    static Process start(String command, String kind, String detail, String count) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                List.of("sh", "-c", "exec 1>&2; " + command + " \"$@\"", "dunlin-alert", kind, detail, count));
        Map<String, String> environment = builder.environment();
        environment.put("DUNLIN_EVENT", kind);
        environment.put("DUNLIN_DETAIL", detail);
        environment.put("DUNLIN_COUNT", count);
        Process process = builder.redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        return process;
    }
}
