package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every run of the two state machines against each other, over a network that loses, delays, doubles and reorders: whatever
 * was said once may be heard at any time later, any number of times. Either side may give up or start again whenever it likes.
 */
final class HandOverStatesTest {

    /** What was said so far. */
    private enum Said {
        COMPLETE,
        GO,
        ABORT,
        HELD,
        RUNNING,
        NEVER
    }

    private record World(SourceState source, TargetState target, Set<Said> said) {

        static World begin() {
            return new World(SourceState.SENDING, TargetState.RECEIVING, Set.of());
        }

        /** The source does what a state makes it do. */
        World source(SourceState next) {
            Set<Said> more = more();
            if (next == SourceState.SENDING) {
                more.add(Said.COMPLETE);
            } else if (next == SourceState.DECIDED) {
                more.add(Said.GO);
            } else if (next == SourceState.RUNS_ON) {
                more.add(Said.ABORT);
            }
            return new World(next, target, more);
        }

        World target(TargetState next) {
            Set<Said> more = more();
            switch (next) {
                case HELD -> more.add(Said.HELD);
                case RUNNING -> more.add(Said.RUNNING);
                case NEVER -> more.add(Said.NEVER);
                default -> {
                    // It says nothing then.
                }
            }
            return new World(source, next, more);
        }

        private Set<Said> more() {
            Set<Said> more = EnumSet.noneOf(Said.class);
            more.addAll(said);
            return more;
        }

        Set<World> next() {
            Set<World> next = new HashSet<>();
            next.add(source(source)); // says what it has to say
            next.add(source(source.after(SourceState.Event.GIVE_UP)));
            if (said.contains(Said.HELD)) {
                next.add(source(source.after(SourceState.Event.HELD)));
            }
            if (said.contains(Said.NEVER)) {
                next.add(source(source.after(SourceState.Event.NEVER)));
            }
            if (said.contains(Said.RUNNING)) {
                next.add(source(source.after(SourceState.Event.RUNNING)));
            }
            targets(next);
            return next;
        }

        private void targets(Set<World> next) {
            Set<TargetState.Event> possible =
                    EnumSet.of(TargetState.Event.FAILED, TargetState.Event.FORSAKEN, TargetState.Event.RESTARTED);
            if (said.contains(Said.COMPLETE) && target == TargetState.RECEIVING) {
                possible.add(TargetState.Event.COMPLETE);
            }
            if (target == TargetState.RESTORING) {
                possible.add(TargetState.Event.RESTORED);
            }
            if (said.contains(Said.GO)) {
                possible.add(TargetState.Event.GO);
            }
            if (said.contains(Said.ABORT)) {
                possible.add(TargetState.Event.ABORT);
            }
            possible.forEach(event -> next.add(target(target.after(event))));
        }

        boolean runsHere() {
            return source == SourceState.RUNS_ON;
        }

        boolean runsThere() {
            return target == TargetState.RUNNING;
        }

        boolean endedHere() {
            return source == SourceState.MOVED;
        }
    }

    private static Set<World> reach(World from) {
        Set<World> seen = new HashSet<>(Set.of(from));
        Queue<World> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (World next : open.remove().next()) {
                if (seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return seen;
    }

    @Test
    void itNeverRunsTwiceAndIsNeverLost() {
        Set<World> worlds = reach(World.begin());

        assertThat(worlds).hasSize(19);
        assertThat(worlds).noneMatch(world -> world.runsHere() && world.runsThere());
        assertThat(worlds).noneMatch(world -> world.endedHere() && !world.runsThere());
        assertThat(worlds).anyMatch(world -> world.endedHere() && world.runsThere());
    }

    @Test
    void everyDoubtCanBeEnded() {
        for (World world : reach(World.begin())) {
            assertThat(reach(world))
                    .as("from %s", world)
                    .anyMatch(later -> later.runsHere() ^ (later.endedHere() && later.runsThere()));
        }
    }

    @Test
    void whatIsSettledStays() {
        for (TargetState state : TargetState.values()) {
            for (TargetState.Event event : TargetState.Event.values()) {
                if (state.settled()) {
                    assertThat(state.after(event)).isEqualTo(state);
                }
            }
        }
        assertThat(SourceState.MOVED.after(SourceState.Event.NEVER)).isEqualTo(SourceState.MOVED);
        assertThat(SourceState.RUNS_ON.after(SourceState.Event.HELD)).isEqualTo(SourceState.RUNS_ON);
    }
}
