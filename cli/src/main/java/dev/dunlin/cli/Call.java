package dev.dunlin.cli;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Codec;
import dev.dunlin.call.Agreement;
import dev.dunlin.call.Answer;
import dev.dunlin.call.CallConfig;
import dev.dunlin.call.CallException;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.CallTracer;
import dev.dunlin.call.Pending;
import dev.dunlin.call.ReplicaReport;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.environment.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin call}: asks the replicas of an echo service, and tells what came of it. */
@Command(
        name = "call",
        description = {
            "Asks the replicas of an echo service (`dunlin replica`), and writes the text on which they agree.",
            "On standard error stands what each of them did, once nothing more is done for those that failed or differ: at"
                    + " the deadline at the latest. Ends with 0 if they agree, 3 if they differ, 4 if too few answer."
        })
final class Call implements Callable<Integer> {

    /** Kept here: otherwise their levels are forgotten with them. What they would say is said in the table. */
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("dev.dunlin.session"), Logger.getLogger("dev.dunlin.call"));

    private static final Duration LONGEST = Duration.ofDays(1);

    /** The timer that ends a call at its deadline may be late by this. */
    private static final Duration LATENESS = Duration.ofMillis(500);

    private final Stdio stdio;
    private final Signals signals;

    @Option(
            names = "--to",
            paramLabel = "URI",
            split = ",",
            defaultValue = Server.DEFAULT_ADDRESS,
            description = "The replicas' addresses, with commas between or repeated; ${DEFAULT-VALUE} by default.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--resolve",
            description = "The one address of --to names a host that has several: each of them is a replica.")
    private boolean resolve;

    @Option(
            names = "--agree",
            paramLabel = "first|majority|all|N",
            description = "How many replicas must give the same answer; majority by default.")
    private @Nullable Agreement agreement;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "10",
            description = "How often each replica is asked at most; ${DEFAULT-VALUE} by default.")
    private int attempts = 10;

    @Option(
            names = "--deadline",
            paramLabel = "SPAN",
            defaultValue = "5s",
            description = "How long it may take in all; ${DEFAULT-VALUE} by default.")
    private Duration deadline = Duration.ofSeconds(5);

    @Option(
            names = "--attempt-timeout",
            paramLabel = "SPAN",
            description = "How long each attempt may take; 1s by default, and no longer than the deadline.")
    private @Nullable Duration attemptTimeout;

    @Option(
            names = "--idempotent",
            description = "Carrying the request out twice does no harm: a replica that differs may do so again.")
    private boolean idempotent;

    @Option(
            names = "--quickest",
            description = "Ask one replica, and a second one only if that takes long, and take the first answer.")
    private boolean quickest;

    @Option(
            names = "--trace",
            description =
                    "A line on standard error for each step of the call here: 3 SENT and 9 RESULT_DELIVERED for each"
                            + " replica and attempt. Steps 4 to 8 are the replicas': see `dunlin replica --trace`.")
    private boolean trace;

    @Option(names = "--json", description = "All on standard output, as one object on a line.")
    private boolean json;

    @Parameters(paramLabel = "TEXT", arity = "1..*", description = "What to ask; several are one, with blanks between.")
    private List<String> text = new ArrayList<>();

    Call(Stdio stdio, Signals signals) {
        this.stdio = stdio;
        this.signals = signals;
    }

    @Override
    public Integer call() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.SEVERE));
        CallConfig config = config();
        try (ReplicatedCall replicas = ReplicatedCall.connect(config)) {
            Pending<String> pending = (quickest ? replicas.quickest() : replicas)
                    .procedure(Echo.PROCEDURE, Codec.utf8(), Codec.utf8())
                    .start(String.join(" ", text));
            CompletableFuture<List<ReplicaReport>> stopped = new CompletableFuture<>();
            signals.onStop(() -> {
                pending.cancel();
                stopped.complete(List.of());
            });
            Answer<String> answer = config.environment()
                    .await(
                            pending.answer(),
                            deadline.plus(LATENESS).plusSeconds(30).toNanos());
            if (answer instanceof Answer.Agreed<String> agreed && !json) {
                stdio.out().printLine(agreed.value());
            }
            write(new CallReport(answer, finalReports(config, pending, answer, stopped)));
            return codeOf(answer);
        }
    }

    /** What the replicas have done when nothing more is done for the call, or now if that is not to be waited for. */
    private List<ReplicaReport> finalReports(
            CallConfig config,
            Pending<String> pending,
            Answer<String> answer,
            CompletableFuture<List<ReplicaReport>> stopped) {
        Duration rest = deadline.minus(answer.took()).plus(LATENESS);
        try {
            List<ReplicaReport> reports = config.environment()
                    .await(
                            pending.repaired()
                                    .toCompletableFuture()
                                    .applyToEither(stopped, given -> given.isEmpty() ? answer.replicas() : given),
                            rest.toNanos());
            return reports;
        } catch (DunlinException e) {
            return answer.replicas();
        }
    }

    private void write(CallReport report) {
        if (json) {
            stdio.out().printLine(report.json());
        } else {
            report.table().forEach(stdio.err()::println);
        }
    }

    private static int codeOf(Answer<String> answer) {
        try {
            String unused = answer.get();
            return ExitCode.OK;
        } catch (CallException e) {
            String met = answer instanceof Answer.TooFew<String> few
                    ? few.reached() + " of " + few.replicas().size() + " replicas answered, " + few.needed()
                            + " must agree"
                    : "the replicas disagree";
            String effect = e.effectMayHaveHappened() ? "; they may have carried it out" : "; none has carried it out";
            CommandFailure failure = new CommandFailure(ExitCode.of(e.reason()), met + effect);
            failure.initCause(e);
            throw failure;
        }
    }

    private CallConfig config() {
        if (quickest && agreement != null) {
            throw new IllegalArgumentException("--quickest takes one answer: leave out --agree " + agreement);
        }
        atMost("--deadline", deadline);
        CallOptions options = CallOptions.DEFAULT
                .withDeadline(deadline)
                .withAttempts(attempts)
                .withIdempotent(idempotent);
        if (attemptTimeout != null) {
            atMost("--attempt-timeout", attemptTimeout);
            options = options.withAttemptTimeout(attemptTimeout);
        }
        if (agreement != null) {
            options = options.withAgreement(agreement);
        }
        List<String> uris = addresses.stream()
                .map(address -> Server.uri(address).toString())
                .toList();
        if (resolve && uris.size() != 1) {
            throw new IllegalArgumentException("--resolve: takes one address, and --to has " + uris.size());
        }
        CallConfig.Builder config =
                resolve ? CallConfig.resolved(uris.get(0)) : CallConfig.of(uris.toArray(String[]::new));
        if (trace) {
            config.tracer(CallTracer.lines(Environment.system().clock(), stdio.err()::println));
        }
        return config.refresh(Duration.ZERO).defaults(options).build();
    }

    private static void atMost(String option, Duration span) {
        if (span.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + "=" + Durations.format(span) + ": at most " + Durations.format(LONGEST));
        }
    }
}
