package dev.dunlin.cli;

import dev.dunlin.broker.Codec;
import dev.dunlin.call.Answer;
import dev.dunlin.call.Pending;
import dev.dunlin.call.Replica;
import dev.dunlin.call.ReplicaReport;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.ReplicaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The three replicas of the demo's call, each served on a loopback port; the third diverges. For one thread. */
final class DemoReplicas implements AutoCloseable {

    /** What the demo asks. */
    static final String QUESTION = "Is anybody there?";

    private static final int REPLICAS = 3;
    private static final int DIVERGENT = 2;

    private final Environment environment = Environment.system();
    private final List<Replica> replicas = new ArrayList<>();
    private final List<ReplicaServer> servers = new ArrayList<>();

    /** Starts them. */
    DemoReplicas() {
        for (int i = 0; i < REPLICAS; i++) {
            Faults faults = i == DIVERGENT ? Faults.parse(List.of("diverge")) : Faults.NONE;
            Echo echo = new Echo(i + 1, faults, environment, request -> {}, () -> {});
            Replica replica =
                    Replica.builder().asyncHandler(Echo.PROCEDURE, echo).build();
            replicas.add(replica);
            servers.add(ReplicaServer.serve(replica, "tcp://127.0.0.1:0"));
        }
    }

    /**
     * Asks them, and waits until nothing more is done for those that differ.
     *
     * @throws dev.dunlin.DunlinException TIMED_OUT if that takes too long
     */
    DemoVote ask(Duration patience) {
        String[] addresses =
                servers.stream().map(server -> server.address().toString()).toArray(String[]::new);
        try (ReplicatedCall call = ReplicatedCall.connect(addresses)) {
            Pending<String> pending =
                    call.procedure(Echo.PROCEDURE, Codec.utf8(), Codec.utf8()).start(QUESTION);
            Answer<String> answer = environment.await(pending.answer(), patience.toNanos());
            List<ReplicaReport> reports = environment.await(pending.repaired(), patience.toNanos());
            List<Long> executions =
                    replicas.stream().map(replica -> replica.stats().executed()).toList();
            return new DemoVote(QUESTION, DIVERGENT, new CallReport(answer, reports), executions);
        }
    }

    @Override
    public void close() {
        servers.forEach(ReplicaServer::close);
    }
}
