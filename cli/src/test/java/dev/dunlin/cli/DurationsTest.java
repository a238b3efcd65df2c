package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dunlin.broker.Ttl;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "10s, PT10S",
        "2m, PT2M",
        "2min, PT2M",
        "1h, PT1H",
        "3d, PT72H",
        "0s, PT0S",
        "PT10S, PT10S",
        "PT-1S, PT-1S",
        "P2D, PT48H"
    })
    void readsWhatPeopleWrite(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @Test
    void readsForever() {
        assertThat(Durations.parse("forever")).isEqualTo(Ttl.FOREVER);
        assertThat(Durations.format(Ttl.FOREVER)).isEqualTo("forever");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1.5s", "10 s", "10S", "10x", "PTX", "9999999999999999999s", "٣s"})
    void refusesWhatIsNoSpan(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessageContaining("\"" + text + "\" is no span of time: write 500ms, 10s");
    }

    @Test
    void refusesWhatNoClockCanCount() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse("999999999999999999d"))
                .withMessageContaining("write forever");
    }

    @Test
    void countsNanosecondsWithoutOverflow() {
        assertThat(Durations.nanos(Duration.ofMillis(1))).isEqualTo(1_000_000);
        assertThat(Durations.nanos(Duration.ofDays(3653)))
                .isEqualTo(Duration.ofDays(3653).toNanos());
        assertThat(Durations.nanos(Ttl.FOREVER)).isEqualTo(Long.MAX_VALUE);
    }
}
