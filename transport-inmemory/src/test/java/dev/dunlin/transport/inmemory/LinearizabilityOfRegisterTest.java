package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.call.ordered.OrderedCall;
import dev.dunlin.contracts.history.History;
import dev.dunlin.contracts.history.Linearizability;
import dev.dunlin.contracts.history.Operation;
import dev.dunlin.contracts.history.RegisterModel;
import dev.dunlin.contracts.history.RegisterModel.Input;
import dev.dunlin.contracts.history.RegisterModel.Read;
import dev.dunlin.contracts.history.RegisterModel.Write;
import dev.dunlin.contracts.history.Verdict;
import dev.dunlin.environment.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A register on real threads; and what the checker says of reads that are promised less. */
class LinearizabilityOfRegisterTest {

    private static final int ROUNDS = 10;
    private static final int CLIENTS = 5;
    private static final int OPERATIONS = 40;

    private static List<CompletableFuture<Void>> begin(
            Environment world, List<OrderedCall> calls, History<Input, Long> history) {
        AtomicInteger ids = new AtomicInteger();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (OrderedCall call : calls) {
            running.add(new RegisterClient(world, call, history, ids, running.size(), OPERATIONS, 300).start());
        }
        return running;
    }

    @Test
    void onRealThreads() throws Exception {
        int undecided = 0;
        int overlapping = 0;
        int answered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            History<Input, Long> history = new History<>();
            try (OrderedScene scene = OrderedScene.real()) {
                List<OrderedCall> calls = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    calls.add(scene.caller());
                }
                for (CompletableFuture<Void> one : begin(scene.world, calls, history)) {
                    one.get(60, TimeUnit.SECONDS);
                }
                assertThat(scene.witness.complaints()).isEmpty();
            }
            List<Operation<Input, Long>> operations = history.operations();
            int complete =
                    (int) operations.stream().filter(Operation::isComplete).count();
            answered += complete;
            overlapping += (int) Math.round(History.overlapShare(operations) * complete);
            Verdict verdict = Linearizability.check(new RegisterModel(), operations, 1_000_000);
            undecided += verdict instanceof Verdict.Undecided ? 1 : 0;
            assertThat(verdict).as("%s", operations).isNotInstanceOf(Verdict.Violated.class);
        }
        System.out.println("linearizability on real threads: " + answered + " operations in " + ROUNDS + " rounds, "
                + overlapping + " of them overlapped others, " + undecided + " rounds undecided");
        assertThat(answered).isEqualTo(ROUNDS * CLIENTS * OPERATIONS);
        assertThat((double) overlapping / answered).as("share that overlapped").isGreaterThan(0.3);
        assertThat(undecided).as("rounds that nothing is known of").isZero();
    }

    /** Reads from one replica are not linearizable, nor promised to be: the checker must see it. */
    @Test
    void readsFromOneReplicaAreSeenToBeOlder() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            History<Input, Long> history = new History<>();
            OrderedCall writer = scene.caller();
            scene.posts.get(0).line.down(true);
            var writing = history.invoke(0, new Write(5));
            history.returned(writing, Register.number(writer.write("set", Register.bytes(5))));
            for (int client = 1; client <= 20; client++) {
                var reading = history.invoke(client, new Read());
                history.returned(reading, Register.number(scene.caller().read("get", Register.bytes())));
            }
            List<Operation<Input, Long>> operations = history.operations();
            assertThat(operations).extracting(Operation::output).contains(0L, 5L);
            assertThat(Linearizability.check(new RegisterModel(), operations, 1_000_000))
                    .isInstanceOf(Verdict.Violated.class);
        }
    }

    /** The same, where each reader is told how much has been written. */
    @Test
    void readersWhoAreToldSeeWhatWasWritten() {
        try (OrderedScene scene = OrderedScene.atWork(1)) {
            OrderedCall writer = scene.caller();
            scene.posts.get(0).line.down(true);
            writer.write("set", Register.bytes(5));
            for (int client = 1; client <= 20; client++) {
                OrderedCall reader = scene.caller();
                reader.see(writer.position());
                assertThat(Register.number(reader.read("get", Register.bytes())))
                        .isEqualTo(5);
            }
        }
    }
}
