package dev.dunlin.benchmarks.calls;

import dev.dunlin.broker.Codec;
import dev.dunlin.call.Answer;
import dev.dunlin.call.CallConfig;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.Procedure;
import dev.dunlin.call.Replica;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.session.ReplicaServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Dunlin's replicated calls over TCP: deadlines, re-sending, and a memory of what was answered as they come. A majority
 * decides, or the quickest answer.
 *
 * @param quickest whether each call goes to one replica, and to a second one when the first is slow
 */
record DunlinCalls(boolean quickest) implements CallWire {

    private static final String PROCEDURE = "exam";

    /** How long connecting and the first call may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public void serve(List<Integer> ports, int index, CallServer server) {
        Replica replica = Replica.builder()
                .asyncHandler(PROCEDURE, request -> {
                    CompletableFuture<byte[]> answer = new CompletableFuture<>();
                    server.answer(request.body(), answer::complete);
                    return answer;
                })
                .build();
        ReplicaServer unused = ReplicaServer.serve(replica, address(ports.get(index)));
    }

    @Override
    public CallPeer connect(List<Integer> ports) {
        ReplicatedCall all = ReplicatedCall.connect(
                CallConfig.of(ports.stream().map(DunlinCalls::address).toArray(String[]::new))
                        .build());
        Procedure<byte[], byte[]> exam =
                (quickest ? all.quickest() : all).procedure(PROCEDURE, Codec.bytes(), Codec.bytes());
        CallOptions patient = exam.options().withDeadline(PATIENCE);
        if (!Exam.isRight(0, exam.with(patient).call(Exam.question(0)))) {
            throw new IllegalStateException("the first question was answered wrongly");
        }
        return body -> exam.start(body).answer().thenApply(Answer::get);
    }

    private static String address(int port) {
        return "tcp://127.0.0.1:" + port;
    }
}
