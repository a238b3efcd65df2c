package dev.dunlin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"--rounds 0 start-cli", "--rounds x start-cli", "full no-such-row", "--only", "--no-such-option"
            })
    void wrongUsageEndsWith64(String line) {
        assertThat(Bench.run(line.split(" ", -1))).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "list"})
    void whoAsksIsTold(String line) {
        assertThat(Bench.run(line)).isZero();
    }
}
