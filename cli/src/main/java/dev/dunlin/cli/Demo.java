package dev.dunlin.cli;

import dev.dunlin.DunlinException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;

/** {@code dunlin demo}: the main job in one process, told and checked. */
@Command(
        name = "demo",
        description = {
            "Shows the main job in four seconds: a broker, subscribers over sockets, messages that expire;"
                    + " and a call of three replicas, one of which is wrong.",
            "Checks what it shows, and ends with 70 if anything deviates."
        })
final class Demo implements Callable<Integer> {

    private final Stdio stdio;

    Demo(Stdio stdio) {
        this.stdio = stdio;
    }

    @Override
    public Integer call() {
        stdio.out().printLine("Dunlin demo: one broker, five subscribers, and messages that live for a while.");
        stdio.out().printLine("");
        List<String> deviations;
        try {
            deviations = new DemoRun(licence(), stdio.out()::printLine).run();
        } catch (DunlinException | CompletionException e) {
            CommandFailure failure = new CommandFailure(
                    ExitCode.FAULT, "the demo failed: " + Complaint.of(e).text());
            failure.initCause(e);
            throw failure;
        }
        stdio.out().printLine("");
        deviations.forEach(deviation -> stdio.out().printLine("NOT AS PROMISED: " + deviation));
        if (!deviations.isEmpty()) {
            throw new CommandFailure(ExitCode.FAULT, "the demo failed: " + deviations.size() + " deviations");
        }
        stdio.out().printLine("Checked: everybody was given all that was alive, once, in one order; nobody was given");
        stdio.out()
                .printLine(
                        "anything that had expired before they came; the call was answered as two of three replicas");
        stdio.out().printLine("did, each carried it out once, and the third was found out. All is as promised.");
        return ExitCode.OK;
    }

    /** The lines of the licence that Dunlin is under. */
    static List<String> licence() {
        try (InputStream in = Objects.requireNonNull(Demo.class.getResourceAsStream("LICENSE"), "LICENSE")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
