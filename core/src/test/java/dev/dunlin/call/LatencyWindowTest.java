package dev.dunlin.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is taken for a percentile of the latest answers. */
final class LatencyWindowTest {

    private final LatencyWindow window = new LatencyWindow(0.95, 50);

    @Test
    void takesWhatItWasGivenUntilEnoughHasCome() {
        for (int i = 0; i < 31; i++) {
            window.add(1);
        }
        assertThat(window.percentileNanos()).isEqualTo(50);
        window.add(1);
        assertThat(window.percentileNanos()).isEqualTo(1);
    }

    @Test
    void givesThePercentileOfTheLatest() {
        for (int i = 0; i < 512; i++) {
            window.add(1_000_000);
        }
        for (int i = 1; i <= 512; i++) {
            window.add(i);
        }
        assertThat(window.percentileNanos()).isEqualTo(487);
    }

    @Test
    void looksItUpAnewWhenThirtyTwoMoreHaveCome() {
        for (int i = 0; i < 512; i++) {
            window.add(1);
        }
        assertThat(window.percentileNanos()).isEqualTo(1);
        for (int i = 0; i < 31; i++) {
            window.add(1_000);
        }
        assertThat(window.percentileNanos()).isEqualTo(1);
        window.add(1_000);
        assertThat(window.percentileNanos()).isEqualTo(1_000);
    }
}
