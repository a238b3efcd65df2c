package dev.dunlin.cli;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.session.ClientConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dunlin ping}: asks whether a server is well. */
@Command(
        name = "ping",
        description = {
            "Asks whether a server answers, and writes how long that took: the shortest of five questions to its broker.",
            "Ends with 0 if it does, with 69 and a line on standard error if it does not."
        })
final class Ping implements Callable<Integer> {

    private static final int QUESTIONS = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Stdio stdio;

    @Mixin
    private Server server = new Server();

    @Option(
            names = "--timeout",
            paramLabel = "SPAN",
            defaultValue = "5s",
            description = "How long to wait for each answer; ${DEFAULT-VALUE} by default.")
    private Duration timeout = Duration.ofSeconds(5);

    Ping(Stdio stdio) {
        this.stdio = stdio;
    }

    @Override
    public Integer call() {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("--timeout=" + timeout + ": must be positive");
        }
        ClientConfig config = server.config()
                .connectTimeout(timeout)
                .requestTimeout(timeout)
                .closeTimeout(timeout)
                .reconnectFor(Duration.ZERO)
                .build();
        long shortest = Long.MAX_VALUE;
        try (Broker broker = server.connect(config)) {
            for (int i = 0; i < QUESTIONS; i++) {
                long begun = broker.environment().clock().nanos();
                broker.stats();
                shortest = Math.min(shortest, broker.environment().clock().nanos() - begun);
            }
        } catch (DunlinException e) {
            throw e.reason() == Reason.TIMED_OUT ? silent(e) : e;
        }
        stdio.out().printLine(String.format(Locale.ROOT, "%s: %.2f ms", server.address(), shortest / NANOS_PER_MILLI));
        stdio.out().flush();
        return ExitCode.OK;
    }

    private CommandFailure silent(DunlinException cause) {
        CommandFailure failure = new CommandFailure(
                ExitCode.UNAVAILABLE,
                server.address() + ": took the connection, and gave no answer within " + Durations.format(timeout));
        failure.initCause(cause);
        return failure;
    }
}
