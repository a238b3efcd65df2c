package dev.dunlin.contracts.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.contracts.history.RegisterModel.CompareAndSet;
import dev.dunlin.contracts.history.RegisterModel.Input;
import dev.dunlin.contracts.history.RegisterModel.Read;
import dev.dunlin.contracts.history.RegisterModel.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** The checker against one that tries every order. */
final class LinearizabilityProperties {

    private static final RegisterModel MODEL = new RegisterModel();

    @Property(tries = 3_000)
    void saysTheSameAsTryingAllOrders(@ForAll long seed) {
        List<Operation<Input, Long>> history = history(new Random(seed));
        boolean expected = explains(new ArrayList<>(history), MODEL.initial());
        Statistics.collect(expected);
        Statistics.coverage(coverage -> {
            coverage.check(true).percentage(share -> share > 10);
            coverage.check(false).percentage(share -> share > 10);
        });
        assertThat(Linearizability.check(MODEL, history, 1_000_000))
                .isInstanceOf(expected ? Verdict.Linearizable.class : Verdict.Violated.class);
    }

    /** Three clients with up to three operations each, some of which are not answered, with answers at random. */
    private static List<Operation<Input, Long>> history(Random random) {
        List<Operation<Input, Long>> history = new ArrayList<>();
        for (int client = 0; client < 3; client++) {
            long tick = random.nextInt(4);
            for (int i = random.nextInt(3); i >= 0; i--) {
                Input input = input(random);
                long returned = tick + 1 + random.nextInt(8);
                if (random.nextInt(8) == 0) {
                    history.add(new Operation<>(client, input, null, 3 * tick + client, Operation.NEVER));
                    break;
                }
                long output = input instanceof Write write ? write.value() : random.nextInt(2);
                // Ticks are told apart, as a recorder's are.
                history.add(new Operation<>(client, input, output, 3 * tick + client, 3 * returned + client));
                tick = returned + 1 + random.nextInt(3);
            }
        }
        return history;
    }

    private static Input input(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Read();
            case 1 -> new Write(random.nextInt(2));
            default -> new CompareAndSet(random.nextInt(2), random.nextInt(2));
        };
    }

    /** Tries each operation that nothing left was over before, one after another. */
    private static boolean explains(List<Operation<Input, Long>> left, Long state) {
        if (left.stream().noneMatch(Operation::isComplete)) {
            return true;
        }
        for (Operation<Input, Long> first : List.copyOf(left)) {
            if (left.stream().anyMatch(other -> other.returned() < first.invoked())) {
                continue;
            }
            Model.Step<Long, Long> step = MODEL.step(state, first.input());
            if (first.isComplete() && !step.output().equals(first.output())) {
                continue;
            }
            left.remove(first);
            boolean found = explains(left, step.state());
            left.add(first);
            if (found) {
                return true;
            }
        }
        return false;
    }
}
