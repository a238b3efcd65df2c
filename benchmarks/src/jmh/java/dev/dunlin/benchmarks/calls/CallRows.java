package dev.dunlin.benchmarks.calls;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The comparisons of calls, whole processes over loopback TCP. */
public final class CallRows {

    private static final int REPLICAS = 3;
    private static final int MANY = 64;
    private static final int SCHEDULED_PER_SECOND = 1_000;
    private static final double SOME = 0.05;
    private static final double MICROS_PER_MILLI = 1e3;

    /** Processes that call one another have several times as much to compile. */
    private static final int WARM_UP_FACTOR = 4;

    /** A peer: what the table calls it, how it was set up, and the name of its wire. */
    private record Peer(String label, String setting, String wire) {
        Cell cell(Launch launch) {
            return new Cell(label, setting, launch);
        }
    }

    private static final Peer NETTY = new Peer(
            "bare Netty",
            "the limit, by hand: Netty 4.2, NIO, one event loop a process; length, number, body; no deadlines, no"
                    + " re-sending, no policies",
            "netty");
    private static final Peer RSOCKET = new Peer(
            "RSocket", "rsocket-java 1.1.5, reactor-netty 1.3.8, TCP, PayloadDecoder.ZERO_COPY", "rsocket");
    private static final Peer GRPC = new Peer(
            "grpc-java", "1.85.1 on its own Netty, plaintext, bodies as they are, direct executors", "grpc");
    private static final Peer NATS = new Peer(
            "NATS request/reply", "nats-server of Debian, jnats 2.26.2, no flush forced on a request", "nats");
    private static final Peer JGROUPS = new Peer(
            "JGroups", "5.5.7 RpcDispatcher, tcp.xml as it comes, OOB, a majority RspFilter", "jgroups");
    private static final Peer JGROUPS_NO_DELAY =
            new Peer("JGroups, tcp_nodelay", "the same with tcp_nodelay", "jgroups-nodelay");

    private CallRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(oneServer(MANY), oneServer(1), healthy(), late(), dead(), quickest());
    }

    private static Row oneServer(int inFlight) {
        return new Row(
                "calls-1-server-" + inFlight,
                "one server over loopback TCP, " + Exam.BODY_BYTES + "-byte bodies, " + inFlight + " in flight",
                "calls/s",
                Better.HIGHER,
                Stream.of(RSOCKET, GRPC, NATS, NETTY)
                        .map(peer -> peer.cell((plan, log) -> {
                            try (CallLaunch launch = new CallLaunch(peer.wire(), 1, log)) {
                                launch.keepInFlight(inFlight, plan.warmUp().multipliedBy(WARM_UP_FACTOR));
                                return throughput(launch.keepInFlight(inFlight, plan.window()));
                            }
                        }))
                        .toList(),
                List.of(RSOCKET.label(), GRPC.label(), NETTY.label()));
    }

    private static Outcome throughput(CallLaunch.Seen seen) {
        return new Outcome.Measured(
                seen.perSecond(),
                Map.of("p50 µs", seen.p50Micros(), "p99 µs", seen.p99Micros(), "p99.9 µs", seen.p999Micros()));
    }

    private static Row healthy() {
        return new Row(
                "calls-3-replicas-64",
                "three replicas over loopback TCP, a majority of equal answers, 64-byte bodies, " + MANY + " in flight",
                "calls/s",
                Better.HIGHER,
                replicated((launch, plan) -> throughput(launch.keepInFlight(MANY, plan.window()))),
                List.of(JGROUPS_NO_DELAY.label(), NETTY.label()));
    }

    /** What is measured once calls have been made for a while. */
    private interface Measure {
        Outcome of(CallLaunch launch, Plan plan) throws IOException, InterruptedException;
    }

    private static List<Cell> replicated(Measure measure) {
        return Stream.of(JGROUPS, JGROUPS_NO_DELAY, NETTY)
                .map(peer -> peer.cell((plan, log) -> {
                    try (CallLaunch launch = new CallLaunch(peer.wire(), REPLICAS, log)) {
                        launch.keepInFlight(MANY, plan.warmUp().multipliedBy(WARM_UP_FACTOR));
                        return measure.of(launch, plan);
                    }
                }))
                .toList();
    }

    private static Row late() {
        return new Row(
                "calls-3-replicas-late",
                "the same with one replica 100 ms late: the 99th percentile of a call's time then over that before",
                "times",
                Better.LOWER,
                replicated((launch, plan) -> {
                    CallLaunch.Seen before = launch.keepInFlight(MANY, plan.window());
                    launch.makeLate(1);
                    launch.keepInFlight(MANY, plan.warmUp());
                    CallLaunch.Seen then = launch.keepInFlight(MANY, plan.window());
                    return new Outcome.Measured(
                            then.p99Micros() / before.p99Micros(),
                            Map.of(
                                    "p99 ms healthy", before.p99Micros() / MICROS_PER_MILLI,
                                    "p99 ms then", then.p99Micros() / MICROS_PER_MILLI,
                                    "calls/s then", then.perSecond()));
                }),
                List.of());
    }

    private static Row dead() {
        return new Row(
                "calls-3-replicas-dead",
                "the same with one replica dead: the calls a second then over those before",
                "times",
                Better.HIGHER,
                replicated((launch, plan) -> {
                    CallLaunch.Seen before = launch.keepInFlight(MANY, plan.window());
                    launch.killOne();
                    launch.keepInFlight(MANY, plan.idle());
                    CallLaunch.Seen then = launch.keepInFlight(MANY, plan.window());
                    return new Outcome.Measured(
                            then.perSecond() / before.perSecond(),
                            Map.of(
                                    "calls/s healthy", before.perSecond(),
                                    "calls/s then", then.perSecond(),
                                    "p99 ms then", then.p99Micros() / MICROS_PER_MILLI));
                }),
                List.of());
    }

    private static Row quickest() {
        String alone = "one server alone";
        return new Row(
                "calls-quickest",
                "the first of three servers is 100 ms late with " + Math.round(SOME * 100) + " % of its answers, "
                        + SCHEDULED_PER_SECOND + " calls/s on schedule: the 99th percentile of a call's time",
                "p99 µs",
                Better.LOWER,
                List.of(new Cell(
                        alone,
                        "that server, called by bare Netty",
                        (plan, log) -> {
                            try (CallLaunch launch = new CallLaunch(NETTY.wire(), 1, log)) {
                                return someLate(launch, plan);
                            }
                        })),
                List.of(alone));
    }

    private static Outcome someLate(CallLaunch launch, Plan plan)
            throws IOException, InterruptedException {
        launch.makeLate(SOME);
        launch.onSchedule(SCHEDULED_PER_SECOND, plan.warmUp().multipliedBy(WARM_UP_FACTOR));
        long executedBefore = launch.executed();
        CallLaunch.Seen seen = launch.onSchedule(SCHEDULED_PER_SECOND, plan.window());
        double extra = (double) (launch.executed() - executedBefore) / seen.calls() - 1;
        return new Outcome.Measured(
                seen.p99Micros(), Map.of("p50 µs", seen.p50Micros(), "extra load %", 100 * extra));
    }
}
