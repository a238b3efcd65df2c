package dev.dunlin.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.environment.VirtualEnvironment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a replica is set aside, and when it is let back. */
final class HealthTest {

    private static final long MILLI = 1_000_000;

    /** What the quickest replica takes. */
    private static final double QUICKEST = 1 * MILLI;

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
    private final Health health = new Health(world.clock());

    private void answer(int times, long nanos) {
        for (int i = 0; i < times; i++) {
            health.answered(nanos, QUICKEST);
        }
    }

    private void waitAside(Duration span) {
        assertThat(health.claimProbe()).as("too early").isFalse();
        world.advance(span.minusNanos(1));
        assertThat(health.claimProbe()).as("a nanosecond too early").isFalse();
        world.advance(Duration.ofNanos(1));
        assertThat(health.claimProbe()).isTrue();
        assertThat(health.claimProbe()).as("another probes it").isFalse();
    }

    @Test
    void setsAsideOneThatLags() {
        answer(19, 7 * MILLI);
        assertThat(health.isAside()).as("too few answers to tell").isFalse();
        answer(1, 7 * MILLI);
        assertThat(health.isAside()).isTrue();
    }

    @Test
    void keepsOneThatIsSlowerButDoesNotLag() {
        answer(1_000, 6 * MILLI);
        assertThat(health.isAside()).isFalse();
    }

    @Test
    void keepsOneOfWhichTheQuickestIsNotKnown() {
        for (int i = 0; i < 100; i++) {
            health.answered(1_000 * MILLI, 0);
        }
        assertThat(health.isAside()).isFalse();
    }

    @Test
    void aFewLateAnswersDoNotMakeOneLag() {
        answer(100, MILLI);
        answer(5, 8 * MILLI);
        answer(100, MILLI);
        assertThat(health.isAside()).isFalse();
        assertThat(health.latencyNanos()).isBetween(0.99 * MILLI, 1.01 * MILLI);
    }

    @Test
    void isProbedByOneCallAndLetBackByAnAnswerInTime() {
        answer(20, 7 * MILLI);
        waitAside(Duration.ofSeconds(1));
        answer(1, MILLI);
        assertThat(health.isAside()).isFalse();
        assertThat(health.latencyNanos())
                .as("what it took before does not count")
                .isEqualTo(MILLI);
    }

    @Test
    void isSetAsideForTwiceAsLongEachTimeItLagsOn() {
        answer(20, 7 * MILLI);
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            assertThat(health.isAside()).isTrue();
            waitAside(Duration.ofSeconds(seconds));
            answer(1, 7 * MILLI);
        }
    }

    @Test
    void aProbeThatIsAbandonedWhenItHasLaggedSetsItAsideAgain() {
        answer(20, 7 * MILLI);
        waitAside(Duration.ofSeconds(1));
        health.abandoned(7 * MILLI, QUICKEST);
        waitAside(Duration.ofSeconds(2));
        health.abandoned(MILLI, QUICKEST);
        assertThat(health.claimProbe())
                .as("nothing was learnt: the next call probes")
                .isTrue();
    }

    @Test
    void setsAsideOneThatFailsFiveTimesInARow() {
        for (int i = 0; i < 4; i++) {
            health.failed();
        }
        answer(1, MILLI);
        for (int i = 0; i < 4; i++) {
            health.failed();
        }
        assertThat(health.isAside()).as("an answer came between").isFalse();
        health.failed();
        assertThat(health.isAside()).isTrue();
        waitAside(Duration.ofSeconds(1));
        health.failed();
        waitAside(Duration.ofSeconds(2));
    }
}
