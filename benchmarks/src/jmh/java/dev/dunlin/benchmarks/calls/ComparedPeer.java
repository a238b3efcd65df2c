package dev.dunlin.benchmarks.calls;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Plan;
import dev.dunlin.benchmarks.load.WarmUp;
import java.io.IOException;

/**
 * Who is compared.
 *
 * @param label what the table calls it
 * @param setting how it was set up
 * @param wire the name of its {@link CallWire}
 */
record ComparedPeer(String label, String setting, String wire) {

    static final ComparedPeer DUNLIN = new ComparedPeer(
            "Dunlin",
            "ReplicatedCall and Replica as they come: 5 s in all, 1 s an attempt, answers remembered; an asynchronous handler",
            "dunlin");
    static final ComparedPeer DUNLIN_QUICKEST = new ComparedPeer(
            "Dunlin, quickest()", "hedging as it comes: percentile 0.95, budget 0.1", "dunlin-quickest");
    static final ComparedPeer RSOCKET = new ComparedPeer(
            "RSocket", "rsocket-java 1.1.5, reactor-netty 1.3.8, TCP, PayloadDecoder.ZERO_COPY", "rsocket");
    static final ComparedPeer GRPC = new ComparedPeer(
            "grpc-java",
            "1.85.1 on the Netty that it ships with, plaintext, bodies as they are, direct executors",
            "grpc");
    static final ComparedPeer NATS = new ComparedPeer(
            "NATS request/reply", "nats-server of Debian, jnats 2.26.2, no flush forced on a request", "nats");
    static final ComparedPeer JGROUPS = new ComparedPeer(
            "JGroups",
            "5.5.7 RpcDispatcher, tcp.xml as it comes, OOB, a majority RspFilter, answered asynchronously",
            "jgroups");
    static final ComparedPeer JGROUPS_NO_DELAY =
            new ComparedPeer("JGroups, tcp_nodelay", "the same with tcp_nodelay", "jgroups-nodelay");
    static final ComparedPeer NETTY = new ComparedPeer(
            "bare Netty",
            "the limit, by hand: Netty 4.2, NIO, one event loop a process; length, number, body; no deadlines, no"
                    + " re-sending, no policies",
            "netty");

    /** What is measured once the processes have warmed up. */
    @FunctionalInterface
    interface Measure {
        Outcome of(CallProcesses processes, Plan plan) throws IOException, InterruptedException;
    }

    /** A cell that keeps calls in flight to warm up, and then measures. */
    Cell cell(int servers, int inFlight, Measure measure) {
        return new Cell(label, setting, (plan, log) -> {
            try (CallProcesses processes = new CallProcesses(wire, servers, log)) {
                WarmUp.of(() -> processes.keepInFlight(inFlight, plan.lap()).perSecond());
                return measure.of(processes, plan);
            }
        });
    }

    /** The same peer under another name. */
    ComparedPeer as(String otherLabel, String otherSetting) {
        return new ComparedPeer(otherLabel, otherSetting, wire);
    }
}
