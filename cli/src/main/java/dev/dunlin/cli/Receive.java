package dev.dunlin.cli;

import dev.dunlin.criu.move.MoveReceiver;
import dev.dunlin.criu.move.ReceiverConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dunlin receive}: takes in processes that {@code dunlin migrate} sends, and runs them here. */
@Command(
        name = "receive",
        description = {
            "Takes in processes and containers that `dunlin migrate` sends from another host, and runs them here,"
                    + " until SIGINT or SIGTERM.",
            "Whoever reaches the address may run programs here: listen where only trusted hosts are, or with tls://."
        })
final class Receive implements Callable<Integer> {

    private final Stdio stdio;
    private final Signals signals;

    @Option(
            names = "--listen",
            paramLabel = "URI",
            defaultValue = "tcp://127.0.0.1:7411",
            description = "Where to listen; ${DEFAULT-VALUE} by default.")
    private String address = "";

    @Mixin
    private MovePlace place = new MovePlace();

    @Option(
            names = "--hold",
            paramLabel = "SPAN",
            defaultValue = "30s",
            description = "How long a process that is restored and stopped waits for a source that is not heard of;"
                    + " ${DEFAULT-VALUE} by default.")
    private Duration hold = ReceiverConfig.USUAL_HOLD;

    @Option(
            names = "--restore-deadline",
            paramLabel = "SPAN",
            defaultValue = "5m",
            description =
                    "How long criu may take to restore a process, before it is given up; ${DEFAULT-VALUE} by default.")
    private Duration restoreDeadline = ReceiverConfig.USUAL_RESTORE_DEADLINE;

    Receive(Stdio stdio, Signals signals) {
        this.stdio = stdio;
        this.signals = signals;
    }

    @Override
    public Integer call() {
        ReceiverConfig config = ReceiverConfig.of(Server.uri(address), place.directory("receive"), place.criu())
                .withHold(hold)
                .withRestoreDeadline(restoreDeadline)
                .withTold(stdio::say);
        try (MoveReceiver receiver = MoveReceiver.listen(config)) {
            stdio.say("receiving on " + receiver.address());
            signals.onStop(() -> {});
            signals.await();
        }
        return ExitCode.OK;
    }
}
