package dev.dunlin.transport.inmemory;

import dev.dunlin.call.ordered.Applied;
import dev.dunlin.call.ordered.OrderedCall;
import dev.dunlin.contracts.history.History;
import dev.dunlin.contracts.history.RegisterModel.CompareAndSet;
import dev.dunlin.contracts.history.RegisterModel.Input;
import dev.dunlin.contracts.history.RegisterModel.Read;
import dev.dunlin.contracts.history.RegisterModel.Write;
import dev.dunlin.environment.Environment;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Sets, swaps and reads a register, one thing after another with pauses, and has it recorded. */
final class RegisterClient {

    private static final int VALUES = 4;

    private final Environment world;
    private final OrderedCall call;
    private final History<Input, Long> history;
    private final AtomicInteger ids;
    private final Random random;
    private final int pauseMicros;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int id;
    private int left;
    private int reads;
    private String complaint = "";

    RegisterClient(
            Environment world,
            OrderedCall call,
            History<Input, Long> history,
            AtomicInteger ids,
            long seed,
            int operations,
            int pauseMicros) {
        this.world = world;
        this.call = call;
        this.history = history;
        this.ids = ids;
        this.random = new Random(seed);
        this.id = ids.incrementAndGet();
        this.left = operations;
        this.pauseMicros = pauseMicros;
    }

    /** Begins; gives when all is done. */
    CompletableFuture<Void> start() {
        pause();
        return done;
    }

    private void pause() {
        if (left-- == 0) {
            done.complete(null);
        } else {
            long nanos = random.nextInt(pauseMicros) * 1_000L;
            world.scheduler().schedule(nanos, () -> world.executor().execute(this::next));
        }
    }

    private void next() {
        Input input = switch (random.nextInt(3)) {
            case 0 -> new Read();
            case 1 -> new Write(random.nextInt(VALUES));
            default -> new CompareAndSet(random.nextInt(VALUES), random.nextInt(VALUES));
        };
        History.Started<Input> started = history.invoke(id, input);
        CompletionStage<Applied> asked;
        try {
            asked = ask(input);
        } catch (RuntimeException e) {
            history.refused(started);
            pause();
            return;
        }
        asked.whenComplete((applied, failure) -> {
            if (applied != null) {
                history.returned(started, Register.number(applied.body()));
                readBack(applied);
            } else {
                // It may still happen: from now on this is another client.
                id = ids.incrementAndGet();
                pause();
            }
        });
    }

    /** Now and then reads from one replica, which has to have applied what was written. */
    private void readBack(Applied written) {
        if (random.nextInt(3) != 0) {
            pause();
            return;
        }
        long atLeast = call.position();
        call.startRead("get", Register.bytes()).whenComplete((read, failure) -> {
            if (read != null) {
                reads++;
                if (read.position() < atLeast || atLeast < written.position()) {
                    complaint = "wrote up to " + written.position() + ", knew of " + atLeast + ", read at "
                            + read.position();
                }
            }
            pause();
        });
    }

    /** How often it has read from one replica. */
    int reads() {
        return reads;
    }

    /** What was read that is older than what had been written; empty if nothing was. */
    String complaint() {
        return complaint;
    }

    private CompletionStage<Applied> ask(Input input) {
        if (input instanceof Write write) {
            return call.startWrite("set", Register.bytes(write.value()));
        }
        if (input instanceof CompareAndSet swap) {
            return call.startWrite("swap", Register.bytes(swap.expected(), swap.value()));
        }
        return call.startWrite("get", Register.bytes());
    }
}
