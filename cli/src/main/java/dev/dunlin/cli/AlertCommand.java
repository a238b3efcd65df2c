package dev.dunlin.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Runs an operator's command for each {@link Alert.Notice}, on a thread of its own: one at a time, and not more often than
 * once in an interval. What becomes of it is said, and changes nothing. Closing it ends no command that runs.
 */
final class AlertCommand implements AutoCloseable {

    /** How often a command is run at most. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    /** How long it may take. */
    static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final String command;
    private final Alert alert;
    private final Stdio stdio;
    private final Duration interval;
    private final Duration timeout;
    private final Thread thread;

    AlertCommand(String command, Alert alert, Stdio stdio, Duration interval, Duration timeout) {
        this.command = command;
        this.alert = alert;
        this.stdio = stdio;
        this.interval = interval;
        this.timeout = timeout;
        this.thread = new Thread(this::runAll, "dunlin-alert");
        thread.setDaemon(true);
        thread.start();
    }

    private void runAll() {
        try {
            while (true) {
                run(alert.take());
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void run(Alert.Notice notice) throws InterruptedException {
        try {
            Process process =
                    AlertProcess.start(command, notice.kind().word(), notice.detail(), Long.toString(notice.count()));
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                complain(notice, "was ended after " + Durations.format(timeout));
            } else if (process.exitValue() != 0) {
                complain(notice, "ended with " + process.exitValue());
            }
        } catch (IOException e) {
            complain(notice, "cannot be run: " + e.getMessage());
        }
    }

    private void complain(Alert.Notice notice, String what) {
        stdio.say("the alert command for " + notice.kind().word() + " " + what + ": " + command);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
