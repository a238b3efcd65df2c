package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FaultsTest {

    @Test
    void severalGoTogether() {
        assertThat(Faults.parse(List.of())).isEqualTo(Faults.NONE);
        assertThat(Faults.parse(List.of("none"))).isEqualTo(Faults.NONE);
        assertThat(Faults.parse(List.of("crash-after:5", "drop:0.25", "slow:100ms", "diverge")))
                .isEqualTo(new Faults(true, Duration.ofMillis(100), 0.25, 5));
        assertThat(Faults.parse(List.of("drop:1")).drop()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|--fault : is none: write",
                "Diverge|is none: write",
                "diverge:|is none: write",
                "none:1|is none: write",
                "slow|is no span of time",
                "slow:|is no span of time",
                "slow:0s|must be positive",
                "slow:-PT1S|must be positive",
                "slow:forever|must be positive, 1h at most",
                "drop:|must be a share",
                "drop:0|must be a share",
                "drop:1.1|must be a share",
                "drop:NaN|must be a share",
                "drop:30%|must be a share",
                "crash-after:|must be a number from 1",
                "crash-after:0|must be a number from 1",
                "crash-after:-1|must be a number from 1",
                "crash-after:1234567890|must be a number from 1"
            })
    void whatIsNoneIsRefused(String text, String complaint) {
        assertThatThrownBy(() -> Faults.parse(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void eachIsNamedOnce() {
        assertThatThrownBy(() -> Faults.parse(List.of("slow:1s", "slow:2s")))
                .hasMessage("--fault slow:2s: slow is named twice");
        assertThatThrownBy(() -> Faults.parse(List.of("none", "diverge")))
                .hasMessage("--fault none: leave it out where there is another");
    }
}
