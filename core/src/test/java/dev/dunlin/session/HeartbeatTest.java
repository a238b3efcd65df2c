package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.environment.VirtualEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When hearts beat. */
class HeartbeatTest {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /** A world in which hearts begin at some moments; gives when they ask first, in milliseconds. */
    private static List<Long> asked(long... begunMillis) {
        VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
        List<Long> asked = new ArrayList<>();
        for (long begun : begunMillis) {
            world.advance(Duration.ofMillis(begun - world.clock().millis()));
            new Heartbeat(
                            world,
                            Runnable::run,
                            INTERVAL.toNanos(),
                            () -> false,
                            () -> asked.add(world.clock().millis()),
                            () -> {})
                    .begin();
        }
        world.advance(INTERVAL.plusMillis(100));
        return asked;
    }

    /** So that threads are woken once for all of them. */
    @Test
    void thoseThatAreNearEachOtherBeatTogether() {
        assertThat(asked(10, 20, 30, 40)).hasSize(4).containsOnly(10_050L);
    }

    @Test
    void noneBeatsBeforeItsTimeOrMuchAfter() {
        for (long begun = 0; begun < 200; begun += 7) {
            long due = begun + INTERVAL.toMillis();
            assertThat(asked(begun).get(0)).isBetween(due, due + 49);
        }
    }
}
