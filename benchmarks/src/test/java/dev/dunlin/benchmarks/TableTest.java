package dev.dunlin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.benchmarks.Row.Better;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final Launch NEVER = (plan, log) -> new Outcome.Missing("never run");
    private static final List<Cell> CELLS = List.of(
            new Cell("Dunlin", "defaults", NEVER),
            new Cell("peer", "1.0", NEVER),
            new Cell("other", "2.0", NEVER),
            new Cell("broken", "3.0", NEVER));
    private static final Row ROW = new Row("row", "a row", "messages/s", Better.HIGHER, CELLS, List.of("peer"));

    @Test
    void showsNumbersWithThreeDigits() {
        assertThat(List.of(12_345_678.0, 98_765.0, 9_876.0, 123.4, 12.34, 1.234, 0.1234, 0.0))
                .map(Table::number)
                .containsExactly("12.3 M", "98.8 k", "9876", "123", "12.3", "1.23", "0.123", "0");
    }

    @Test
    void dividesByTheReference() {
        List<Summary> summaries = summaries();

        assertThat(Table.ratio(summaries.get(0), "peer", summaries)).hasValue(1.5);
        assertThat(Table.ratio(summaries.get(1), "peer", summaries)).isEmpty();
        assertThat(Table.ratio(summaries.get(2), "peer", summaries)).isEmpty();
    }

    @Test
    void namesWhatIsMissingAndWhatFailed() {
        assertThat(Table.of(ROW, summaries()).lines().map(line -> line.strip().replaceAll(" {2,}", " | ")))
                .contains(
                        "Dunlin | 3.00 M | 3.00 M – 3.00 M | 1 | 1.50 ×",
                        "other | missing: not installed",
                        "broken | FAILED: lost one");
    }

    private static List<Summary> summaries() {
        List<Summary> summaries = CELLS.stream().map(Summary::new).toList();
        summaries.get(0).add(new Outcome.Measured(3_000_000, Map.of()));
        summaries.get(1).add(new Outcome.Measured(2_000_000, Map.of()));
        summaries.get(2).add(new Outcome.Missing("not installed"));
        summaries.get(3).add(new Outcome.Failed("lost one"));
        return summaries;
    }
}
