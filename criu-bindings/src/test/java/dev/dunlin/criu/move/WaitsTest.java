package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a client waited, by when its answers came. */
final class WaitsTest {

    private static final URI BROKER = URI.create("tcp://10.0.0.10:7400");

    private final Waits waits = new Waits(1_000);

    @Test
    void theLongestTimeBetweenTwoAnswersCounts() {
        answer(1_500); // what was before the first is how long it took to connect
        answer(1_510);
        answer(1_580);
        answer(1_600);

        assertThat(waits.view(BROKER)).isEqualTo(new ClientView(BROKER, nanos(510), nanos(70), 4, 4, 0));
    }

    @Test
    void whatHasLastedUntilTheEndCounts() {
        answer(1_100);
        answer(1_110);
        waits.ask();
        waits.failed();
        waits.end(1_200);

        assertThat(waits.view(BROKER)).isEqualTo(new ClientView(BROKER, nanos(110), nanos(90), 3, 2, 1));
        assertThat(waits.unanswered()).isZero();
    }

    @Test
    void anAnswerToWhatWasAskedSinceIsToldFromALateOne() {
        assertThat(waits.heardFrom(0)).isFalse();
        long before = waits.ask();
        long since = waits.asked();
        waits.answered(before, 1_100);
        assertThat(waits.heardFrom(0)).isTrue();
        assertThat(waits.heardFrom(since)).isFalse();

        answer(1_200);
        assertThat(waits.heardFrom(since)).isTrue();
    }

    private void answer(long nanos) {
        waits.answered(waits.ask(), nanos);
    }

    private static Duration nanos(long nanos) {
        return Duration.ofNanos(nanos);
    }
}
