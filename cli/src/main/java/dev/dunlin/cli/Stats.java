package dev.dunlin.cli;

import dev.dunlin.broker.BrokerStats;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.transport.ServerStats;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dunlin stats}: writes what a server has counted. */
@Command(name = "stats", description = "Writes what a server has counted since it was started.")
final class Stats implements Callable<Integer> {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Stdio stdio;
    private final Signals signals;

    @Mixin
    private Server server = new Server();

    @Option(names = "--json", description = "One object on a line.")
    private boolean json;

    @Option(
            names = "--watch",
            description =
                    "Again each second until Ctrl-C; without --json a line each time, with what came in that second.")
    private boolean watch;

    Stats(Stdio stdio, Signals signals) {
        this.stdio = stdio;
        this.signals = signals;
    }

    @Override
    public Integer call() {
        try (BrokerClient broker = server.connect(stdio)) {
            signals.onStop(() -> {});
            if (watch && !json) {
                watch(broker);
            } else {
                do {
                    write(broker.stats(), broker.serverStats());
                } while (watch && !signals.await(INTERVAL));
            }
        }
        return ExitCode.OK;
    }

    private void write(BrokerStats stats, Optional<ServerStats> ofServer) {
        if (json) {
            stdio.out().printLine(StatsLines.object(stats, ofServer));
        } else {
            StatsLines.list(stats, ofServer).forEach(stdio.out()::printLine);
        }
    }

    private void watch(BrokerClient broker) {
        stdio.out().printLine(StatsLines.watchHeader());
        BrokerStats before = broker.stats();
        long beforeNanos = broker.environment().clock().nanos();
        while (!signals.await(INTERVAL)) {
            BrokerStats now = broker.stats();
            long nowNanos = broker.environment().clock().nanos();
            stdio.out().printLine(StatsLines.watchLine(before, now, broker.serverStats(), nowNanos - beforeNanos));
            before = now;
            beforeNanos = nowNanos;
        }
    }
}
