package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SignalsTest {

    private final Signals signals = new Signals();
    private final AtomicInteger stops = new AtomicInteger();

    @Test
    void tellsTheCommandToStop() {
        signals.onStop(stops::incrementAndGet);
        assertThat(signals.await(Duration.ofMillis(1))).isFalse();
        assertThat(stops).hasValue(0);
        signals.stop();
        assertThat(stops).hasValue(1);
        assertThat(signals.await(Duration.ofSeconds(10))).isTrue();
        signals.await();
    }

    @Test
    void tellsACommandThatCameTooLate() {
        signals.stop();
        signals.onStop(stops::incrementAndGet);
        assertThat(stops).hasValue(1);
    }
}
