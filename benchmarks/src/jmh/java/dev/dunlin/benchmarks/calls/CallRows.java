package dev.dunlin.benchmarks.calls;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import dev.dunlin.benchmarks.calls.CallProcesses.Seen;
import dev.dunlin.benchmarks.calls.ComparedPeer.Measure;
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
                Stream.of(
                                ComparedPeer.DUNLIN,
                                ComparedPeer.RSOCKET,
                                ComparedPeer.GRPC,
                                ComparedPeer.NATS,
                                ComparedPeer.NETTY)
                        .map(peer -> peer.cell(1, inFlight, (processes, plan) -> throughput(processes, plan, inFlight)))
                        .toList(),
                List.of(ComparedPeer.RSOCKET.label(), ComparedPeer.GRPC.label(), ComparedPeer.NETTY.label()));
    }

    private static Outcome throughput(CallProcesses processes, Plan plan, int inFlight)
            throws IOException, InterruptedException {
        Seen seen = processes.keepInFlight(inFlight, plan.window());
        return new Outcome.Measured(
                seen.perSecond(),
                Map.of("p50 µs", seen.p50Micros(), "p99 µs", seen.p99Micros(), "p99.9 µs", seen.p999Micros()));
    }

    private static List<Cell> replicated(Measure measure) {
        return Stream.of(ComparedPeer.DUNLIN, ComparedPeer.JGROUPS, ComparedPeer.JGROUPS_NO_DELAY, ComparedPeer.NETTY)
                .map(peer -> peer.cell(REPLICAS, MANY, measure))
                .toList();
    }

    private static Row healthy() {
        return new Row(
                "calls-3-replicas-" + MANY,
                "three replicas over loopback TCP, a majority of equal answers, " + Exam.BODY_BYTES + "-byte bodies, "
                        + MANY + " in flight",
                "calls/s",
                Better.HIGHER,
                replicated((processes, plan) -> throughput(processes, plan, MANY)),
                List.of(ComparedPeer.JGROUPS_NO_DELAY.label(), ComparedPeer.NETTY.label()));
    }

    private static Row late() {
        return new Row(
                "calls-3-replicas-late",
                "the same with one replica 100 ms late: the 99th percentile of a call's time then over that before",
                "times",
                Better.LOWER,
                replicated((processes, plan) -> {
                    Seen before = processes.keepInFlight(MANY, plan.window());
                    processes.makeLate(1);
                    processes.keepInFlight(MANY, plan.warmUp());
                    Seen then = processes.keepInFlight(MANY, plan.window());
                    return new Outcome.Measured(
                            then.p99Micros() / before.p99Micros(),
                            Map.of(
                                    "p99 ms healthy",
                                    before.p99Micros() / MICROS_PER_MILLI,
                                    "p99 ms then",
                                    then.p99Micros() / MICROS_PER_MILLI,
                                    "calls/s healthy",
                                    before.perSecond(),
                                    "calls/s then",
                                    then.perSecond()));
                }),
                List.of());
    }

    private static Row dead() {
        return new Row(
                "calls-3-replicas-dead",
                "the same with one replica dead: the calls a second then over those before",
                "times",
                Better.HIGHER,
                replicated((processes, plan) -> {
                    Seen before = processes.keepInFlight(MANY, plan.window());
                    processes.killOne();
                    // Long enough for a peer that has to find out first.
                    processes.keepInFlight(MANY, plan.idle());
                    Seen then = processes.keepInFlight(MANY, plan.window());
                    return new Outcome.Measured(
                            then.perSecond() / before.perSecond(),
                            Map.of(
                                    "calls/s healthy",
                                    before.perSecond(),
                                    "calls/s then",
                                    then.perSecond(),
                                    "p99 ms healthy",
                                    before.p99Micros() / MICROS_PER_MILLI,
                                    "p99 ms then",
                                    then.p99Micros() / MICROS_PER_MILLI));
                }),
                List.of());
    }

    private static Row quickest() {
        ComparedPeer alone = ComparedPeer.NETTY.as("one server alone", "that server, called by bare Netty");
        ComparedPeer dunlinAlone =
                ComparedPeer.DUNLIN.as("one server alone, Dunlin", "that server, called by Dunlin's ReplicatedCall");
        return new Row(
                "calls-quickest",
                "the first of three servers is 100 ms late with " + Math.round(SOME * 100) + " % of its answers, "
                        + SCHEDULED_PER_SECOND + " calls/s on schedule: the 99th percentile of a call's time",
                "p99 µs",
                Better.LOWER,
                List.of(
                        ComparedPeer.DUNLIN_QUICKEST.cell(REPLICAS, 1, CallRows::someLate),
                        dunlinAlone.cell(1, 1, CallRows::someLate),
                        alone.cell(1, 1, CallRows::someLate)),
                List.of(dunlinAlone.label(), alone.label()));
    }

    private static Outcome someLate(CallProcesses processes, Plan plan) throws IOException, InterruptedException {
        processes.makeLate(SOME);
        processes.onSchedule(SCHEDULED_PER_SECOND, plan.warmUp());
        long executedBefore = processes.executed();
        Seen seen = processes.onSchedule(SCHEDULED_PER_SECOND, plan.window());
        double extra = (double) (processes.executed() - executedBefore) / seen.calls() - 1;
        return new Outcome.Measured(
                seen.p99Micros(),
                Map.of(
                        "p50 µs", seen.p50Micros(),
                        "p99.9 µs", seen.p999Micros(),
                        "extra load %", 100 * extra));
    }
}
