package dev.dunlin.cli;

import dev.dunlin.call.CallTracer;
import dev.dunlin.call.Replica;
import dev.dunlin.call.ReplicaStats;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.ReplicaServer;
import dev.dunlin.session.ServerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dunlin replica}: one replica of an echo service, until a signal comes. */
@Command(
        name = "replica",
        description = {
            "Serves one replica of a service that gives back what it is asked, until SIGINT or SIGTERM: start several, and"
                    + " ask them by `dunlin call`. What it has begun it answers before it ends.",
            "Says on standard error where it listens, and at its end what it has counted."
        })
final class ServeReplica implements Callable<Integer> {

    /** How long callers have to leave, and then to be told: both together less than a command may take to end. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Stdio stdio;
    private final Signals signals;

    @Option(
            names = "--listen",
            paramLabel = "URI",
            arity = "1..*",
            defaultValue = Server.DEFAULT_ADDRESS,
            description = "Where to listen; may be repeated. ${DEFAULT-VALUE} by default.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--id",
            paramLabel = "N",
            defaultValue = "1",
            description = "Which replica it is: what it calls itself where it differs. ${DEFAULT-VALUE} by default.")
    private int id = 1;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            split = ",",
            description = {
                "What it does wrong; may be repeated. none by default.",
                "  diverge        answers otherwise than the others",
                "  slow:SPAN      waits before it answers, as slow:100ms",
                "  drop:SHARE     does not send that share of its answers, as drop:0.3",
                "  crash-after:N  ends without a word when it has carried out N requests, before it answers the last"
            })
    private List<String> faults = new ArrayList<>();

    @Option(
            names = "--log-executions",
            paramLabel = "FILE",
            description =
                    "Where to append a line for each request that is carried out; - for standard error. A request is"
                            + " named by caller and number.")
    private @Nullable String logFile;

    @Option(
            names = "--trace",
            description =
                    "A line on standard error for each step of a call here: 4 DELIVERED, 6 EXECUTED, 8 RESULT_SENT.")
    private boolean trace;

    @Mixin
    private ModeOptions mode = new ModeOptions();

    ServeReplica(Stdio stdio, Signals signals) {
        this.stdio = stdio;
        this.signals = signals;
    }

    @Override
    public Integer call() {
        Faults told = Faults.parse(faults);
        LossyTransport lossy = new LossyTransport(told.drop());
        ServerConfig.Builder config = ServerConfig.builder().mode(mode.mode()).closeTimeout(FAREWELL);
        addresses.forEach(address -> config.address(Server.uri(address).toString()));
        if (told.drop() > 0) {
            config.transport(lossy);
        }
        try (ExecutionLog log = ExecutionLog.open(logFile, stdio)) {
            Environment environment = Environment.system();
            Echo echo = new Echo(id, told, environment, log, () -> crash(told.crashAfter()));
            CallTracer tracer = trace ? CallTracer.lines(environment.clock(), stdio.err()::println) : CallTracer.NONE;
            Replica replica = Replica.builder()
                    .asyncHandler(Echo.PROCEDURE, echo)
                    .tracer(tracer)
                    .build();
            try (ReplicaServer server = ReplicaServer.serve(replica, config)) {
                server.addresses().forEach(address -> stdio.say("listening on " + address));
                signals.onStop(() -> {});
                signals.await();
            }
            stdio.say(summary(replica.stats(), lossy.dropped()));
        }
        return ExitCode.OK;
    }

    private void crash(int executions) {
        stdio.say("crashes, having carried out " + executions + ", as it was told to");
        Runtime.getRuntime().halt(ExitCode.FAULT);
    }

    private static String summary(ReplicaStats stats, long dropped) {
        long failed =
                stats.failures().values().stream().mapToLong(Long::longValue).sum();
        return "requests=" + stats.requests() + " executed=" + stats.executed() + " repeated=" + stats.repeated()
                + " failed=" + failed + " dropped=" + dropped;
    }
}
