package dev.dunlin.contracts.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a history is linearizable (M. Herlihy, J. Wing, 1990): whether its operations, each at one instant between its
 * invocation and its return, explain what was answered.
 *
 * <p>The algorithm of J. Wing and C. Gong ("Testing and Verifying Concurrent Objects", 1993), with G. Lowe's memory of
 * configurations that have failed ("Testing for Linearizability", 2017). What was not answered may be put in order at any
 * place after its invocation, or left out. The memory is bounded: beyond it the verdict is {@link Verdict.Undecided}.
 */
public final class Linearizability<S, I, O> {

    /** An invocation or a return, in a list of those that are not put in order yet. */
    private static final class Event<I, O> {

        private final @Nullable Operation<I, O> operation;
        private final int id;

        /** Of an invocation, its return. */
        private final @Nullable Event<I, O> end;

        private @Nullable Event<I, O> before;
        private @Nullable Event<I, O> after;

        Event() {
            this.operation = null;
            this.id = -1;
            this.end = null;
        }

        Event(Operation<I, O> operation, int id, @Nullable Event<I, O> end) {
            this.operation = operation;
            this.id = id;
            this.end = end;
        }

        Operation<I, O> operation() {
            return Objects.requireNonNull(operation);
        }

        long tick() {
            return end != null ? operation().invoked() : operation().returned();
        }

        void unlink() {
            if (before != null) {
                before.after = after;
            }
            if (after != null) {
                after.before = before;
            }
        }

        void link() {
            if (before != null) {
                before.after = this;
            }
            if (after != null) {
                after.before = this;
            }
        }
    }

    private record Configuration(BitSet done, Object state) {}

    private record Choice<S, I, O>(Event<I, O> event, S stateBefore) {}

    private final Model<S, I, O> model;
    private final long maxConfigurations;
    private final Set<Configuration> seen = new HashSet<>();
    private final Deque<Choice<S, I, O>> chosen = new ArrayDeque<>();
    private final BitSet done = new BitSet();

    /** Stands before the first: is no event itself. */
    private final Event<I, O> head = new Event<>();

    private S state;
    private int most = -1;
    private List<Operation<?, ?>> stuckAt = List.of();

    private Linearizability(Model<S, I, O> model, List<Operation<I, O>> operations, long maxConfigurations) {
        this.model = model;
        this.maxConfigurations = maxConfigurations;
        this.state = model.initial();
        list(operations);
    }

    /**
     * Checks a history.
     *
     * @param model what the object is
     * @param operations what was asked and answered
     * @param maxConfigurations how many configurations may be remembered, at least 1
     */
    public static <S, I, O> Verdict check(
            Model<S, I, O> model, List<Operation<I, O>> operations, long maxConfigurations) {
        if (maxConfigurations < 1) {
            throw new IllegalArgumentException("maxConfigurations=" + maxConfigurations + ": must be at least 1");
        }
        return new Linearizability<>(model, operations, maxConfigurations).search();
    }

    private void list(List<Operation<I, O>> operations) {
        List<Event<I, O>> events = new ArrayList<>();
        for (int id = 0; id < operations.size(); id++) {
            Event<I, O> end = new Event<>(operations.get(id), id, null);
            events.add(new Event<>(operations.get(id), id, end));
            events.add(end);
        }
        events.sort(Comparator.comparingLong(Event::tick));
        Event<I, O> last = head;
        for (Event<I, O> event : events) {
            last.after = event;
            event.before = last;
            last = event;
        }
    }

    private Verdict search() {
        Event<I, O> at = head.after;
        while (at != null && (at.end != null || at.operation().isComplete())) {
            if (at.end == null) {
                // A return that no attempt may pass: the last choice was wrong.
                note(at);
                Choice<S, I, O> last = chosen.poll();
                if (last == null) {
                    return new Verdict.Violated(seen.size(), most, stuckAt);
                }
                at = takeBack(last).after;
            } else if (choose(at)) {
                if (seen.size() > maxConfigurations) {
                    return new Verdict.Undecided(seen.size());
                }
                at = head.after;
            } else {
                at = at.after;
            }
        }
        return new Verdict.Linearizable(seen.size());
    }

    /** Puts an operation next in the order, unless its answer forbids it or it was tried. */
    private boolean choose(Event<I, O> event) {
        Model.Step<S, O> step = model.step(state, event.operation().input());
        if (event.operation().isComplete()
                && !step.output().equals(event.operation().output())) {
            return false;
        }
        done.set(event.id);
        if (!seen.add(new Configuration((BitSet) done.clone(), step.state()))) {
            done.clear(event.id);
            return false;
        }
        chosen.push(new Choice<>(event, state));
        state = step.state();
        event.unlink();
        if (event.end != null) {
            event.end.unlink();
        }
        return true;
    }

    private Event<I, O> takeBack(Choice<S, I, O> choice) {
        Event<I, O> event = choice.event();
        state = choice.stateBefore();
        done.clear(event.id);
        if (event.end != null) {
            event.end.link();
        }
        event.link();
        return event;
    }

    private void note(Event<I, O> at) {
        if (chosen.size() > most) {
            most = chosen.size();
            List<Operation<?, ?>> beside = new ArrayList<>();
            beside.add(at.operation());
            for (Event<I, O> one = head.after; one != null && one != at; one = one.after) {
                if (one.end != null && one.id != at.id) {
                    beside.add(one.operation());
                }
            }
            stuckAt = beside;
        }
    }
}
