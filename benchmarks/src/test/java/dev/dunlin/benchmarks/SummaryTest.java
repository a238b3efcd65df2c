package dev.dunlin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

    private static final Cell CELL = new Cell("a", "as it is", (plan, log) -> new Outcome.Missing("never run"));

    @Test
    void takesTheMiddle() {
        assertThat(Summary.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
        assertThat(Summary.median(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
        assertThat(Summary.median(List.of())).isNaN();
    }

    @Test
    void keepsFailuresBesideNumbers() {
        Summary summary = new Summary(CELL);
        summary.add(new Outcome.Measured(3, Map.of("p99", 30.0)));
        summary.add(new Outcome.Failed("one message short"));
        summary.add(new Outcome.Measured(1, Map.of("p99", 10.0)));

        assertThat(summary.samples()).containsExactly(3.0, 1.0);
        assertThat(summary.lowest()).isEqualTo(1);
        assertThat(summary.highest()).isEqualTo(3);
        assertThat(summary.notes()).containsExactly(Map.entry("p99", 20.0));
        assertThat(summary.failures()).containsExactly("one message short");
    }

    @Test
    void threeLaunchesTellWhoIsFarAway() {
        Summary own = of(10, 12, 30);

        assertThat(own.isFarFrom(of(1, 2, 6.6))).isTrue();
        assertThat(of(46, 70, 80).isFarFrom(own)).isTrue();
        assertThat(own.isFarFrom(of(1, 2, 6.7))).isFalse();
        assertThat(own.isFarFrom(of(1, 2))).isFalse();
        assertThat(own.isFarFrom(own)).isFalse();
    }

    private static Summary of(double... values) {
        Summary summary = new Summary(CELL);
        for (double value : values) {
            summary.add(new Outcome.Measured(value, Map.of()));
        }
        return summary;
    }
}
