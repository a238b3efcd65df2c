package dev.dunlin.simulation.drill;

import dev.dunlin.broker.Codec;
import dev.dunlin.call.Answer;
import dev.dunlin.call.CallConfig;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.Procedure;
import dev.dunlin.call.Replica;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.session.ReplicaServer;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.simulation.Fault;
import dev.dunlin.simulation.FaultSchedule;
import dev.dunlin.simulation.Host;
import dev.dunlin.simulation.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replicas on hosts of their own, and a caller that asks them all and takes what most of them say, while faults come.
 *
 * <p>Hosts are {@code replica-1} and so on, and {@code caller}. For one run.
 */
public final class CallDrill {

    /** The host of the caller. */
    public static final String CALLER = "caller";

    private static final int PORT = 7500;
    private static final String PROCEDURE = "answer";
    private static final long MOST_REMEMBERED_BYTES = 1 << 20;
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final Simulation simulation;
    private final Plan plan;
    private final CallRecord record = new CallRecord();
    private final BoundsRecord bounds = new BoundsRecord();
    private final Map<String, Replica> replicas = new LinkedHashMap<>();
    private final Host caller;
    private final HostCounts hosts = new HostCounts();
    private @Nullable ReplicatedCall call;
    private boolean begun;
    private int next;
    private long attempts;

    /** How long after its deadline a call may end: a caller that stood still, its clock going on, notices late. */
    private Duration lateness = Duration.ofSeconds(1);

    /**
     * How large a drill is.
     *
     * @param replicas how many there are; positive
     * @param lying how many of them give a wrong answer; fewer than half
     * @param calls how many are made; positive
     * @param every how long the caller waits between two; not negative
     * @param deadline how long each may take; positive
     */
    public record Plan(int replicas, int lying, int calls, Duration every, Duration deadline) {

        /** Three replicas that tell the truth, and 50 calls, one each 20 ms, of at most 5 s. */
        public static final Plan DEFAULT = new Plan(3, 0, 50, Duration.ofMillis(20), Duration.ofSeconds(5));

        /** Checks the bounds. */
        public Plan {
            if (replicas < 1 || calls < 1 || every.isNegative() || deadline.isNegative() || deadline.isZero()) {
                throw new IllegalArgumentException("replicas=" + replicas + " calls=" + calls + " every=" + every
                        + " deadline=" + deadline + ": must be positive");
            }
            if (lying < 0 || 2 * lying >= replicas) {
                throw new IllegalArgumentException(
                        "lying=" + lying + ": must be fewer than half of replicas=" + replicas);
            }
        }

        /** The same with some replicas that give wrong answers. */
        public Plan withLying(int others) {
            return new Plan(replicas, others, calls, every, deadline);
        }
    }

    /** Lays out the hosts; nothing runs yet. */
    public CallDrill(Simulation simulation, Plan plan) {
        this.simulation = Objects.requireNonNull(simulation, "simulation");
        this.plan = Objects.requireNonNull(plan, "plan");
        for (int i = 1; i <= plan.replicas(); i++) {
            boolean lies = i <= plan.lying();
            simulation.host("replica-" + i, host -> serve(host, lies));
        }
        this.caller = simulation.host(CALLER, host -> startAgain());
    }

    /**
     * Runs it.
     *
     * @param faults what goes wrong, counted from the first call. A caller that crashes is not owed the answers that it had
     *     not been given; one that is started again makes the rest of its calls
     */
    public DrillReport run(FaultSchedule faults) {
        simulation.runFor(Duration.ofMillis(1));
        call = connect();
        begun = true;
        faults.delayedBy(simulation.elapsed()).applyTo(simulation);
        for (Fault fault : faults.faults()) {
            if (fault instanceof Fault.Pause pause && pause.host().equals(CALLER)) {
                lateness = lateness.plus(pause.span());
            }
        }
        ask();
        look();
        Duration active = plan.every().multipliedBy(plan.calls());
        simulation.runFor(active.compareTo(faults.end()) > 0 ? active : faults.end());
        simulation.mend();
        boolean asked = simulation.runUntil(() -> next == plan.calls() || !caller.isUp(), Duration.ofMinutes(10));
        if (!caller.isUp()) {
            record.onCallerGone();
        } else if (!asked) {
            record.violation("progress", "only " + next + " of " + plan.calls() + " calls were made");
        }
        simulation.runFor(plan.deadline().plus(lateness).multipliedBy(2));
        return report();
    }

    private ReplicatedCall connect() {
        return ReplicatedCall.connect(CallConfig.of(addresses())
                .environment(caller.environment())
                .heartbeat(HEARTBEAT)
                .defaults(CallOptions.DEFAULT.withDeadline(plan.deadline()).withAttemptTimeout(Duration.ofMillis(500)))
                .build());
    }

    /** What the caller runs that has crashed and starts again: it knows nothing of the calls that it made. */
    private void startAgain() {
        if (begun) {
            record.onCallerGone();
            call = connect();
            ask();
        }
    }

    private String[] addresses() {
        String[] addresses = new String[plan.replicas()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = simulation.host("replica-" + (i + 1)).address(PORT);
        }
        return addresses;
    }

    private void serve(Host host, boolean lies) {
        Replica replica = Replica.builder()
                .environment(host.environment())
                .maxRememberedBytes(MOST_REMEMBERED_BYTES)
                .asyncHandler(PROCEDURE, request -> {
                    String text = new String(request.body(), StandardCharsets.UTF_8);
                    record.onExecution(host.name(), text);
                    hosts.add(host.name(), "carried out", 1);
                    byte[] answer =
                            (lies ? host.name() + " says otherwise" : answerTo(text)).getBytes(StandardCharsets.UTF_8);
                    return java.util.concurrent.CompletableFuture.completedStage(answer);
                })
                .build();
        replicas.put(host.name(), replica);
        ReplicaServer unused = ReplicaServer.serve(
                replica, ServerConfig.builder().address(host.address(PORT)).heartbeat(HEARTBEAT));
    }

    /** Looks whether what may grow stays within its bound, and looks again in a while. */
    private void look() {
        replicas.forEach((name, replica) ->
                bounds.look("bytes remembered", replica.stats().rememberedBytes(), MOST_REMEMBERED_BYTES));
        ReplicatedCall by = Objects.requireNonNull(call, "call");
        bounds.look("calls in flight", by.stats().inFlight(), by.config().maxInFlight());
        simulation.at(simulation.elapsed().plus(LOOK), this::look);
    }

    private static String answerTo(String request) {
        return "the answer to " + request;
    }

    private void ask() {
        if (next == plan.calls()) {
            return;
        }
        String request = "call-" + next++;
        record.onCall(request, answerTo(request));
        hosts.add(CALLER, "called", 1);
        Procedure<String, String> procedure =
                Objects.requireNonNull(call, "call").procedure(PROCEDURE, Codec.utf8(), Codec.utf8());
        var unused = procedure.start(request).answer().whenComplete((answer, failure) -> {
            if (answer == null) {
                record.violation("end", request + " failed: " + failure);
            } else {
                take(request, answer);
            }
        });
        caller.environment().scheduler().schedule(plan.every().toNanos(), this::ask);
    }

    private void take(String request, Answer<String> answer) {
        attempts += answer.attempts();
        hosts.add(CALLER, "answered", answer instanceof Answer.Agreed<String> ? 1 : 0);
        hosts.add(CALLER, "not answered", answer instanceof Answer.Agreed<String> ? 0 : 1);
        if (answer.took().compareTo(plan.deadline().plus(lateness)) > 0) {
            record.violation("deadline", request + " took " + answer.took() + ", deadline=" + plan.deadline());
        }
        if (answer instanceof Answer.Agreed<String> agreed) {
            record.onAgreed(request, agreed.value());
        } else if (answer instanceof Answer.Split<String>) {
            record.onSplit(request);
        } else {
            record.onTooFew(request);
        }
    }

    private DrillReport report() {
        Map<String, Long> counts = new LinkedHashMap<>(record.counts());
        counts.put("attempts", attempts);
        return DrillReport.of(simulation, counts, hosts, record.judge(), bounds);
    }
}
