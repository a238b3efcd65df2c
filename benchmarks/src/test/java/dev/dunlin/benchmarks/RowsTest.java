package dev.dunlin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTest {

    @Test
    void namesAreNotRepeated() {
        assertThat(Rows.all().stream().map(Row::name)).doesNotHaveDuplicates();
    }

    @Test
    void everyReferenceIsACell() {
        assertThat(Rows.all())
                .allSatisfy(row -> assertThat(row.cells().stream().map(Cell::label))
                        .doesNotHaveDuplicates()
                        .containsAll(row.references()));
    }

    @Test
    void aWordChoosesByTheBeginning() {
        assertThat(Rows.named(List.of("tcp")).stream().map(Row::name))
                .containsExactly("tcp-1-1", "tcp-1-3", "tcp-latency-10k", "tcp-latency-50k");
        assertThat(Rows.named(List.of())).hasSameSizeAs(Rows.all());
        assertThatThrownBy(() -> Rows.named(List.of("tcp", "udp")))
                .hasMessageContaining("\"udp\" begins no row's name");
    }

    @Test
    void aQuickRunLeavesOutWhatItSays() {
        assertThat(Rows.all().stream().map(Row::name)).containsAll(Rows.LEFT_OUT_OF_QUICK);
        assertThat(Rows.chosen(Plan.QUICK, List.of()).stream().map(Row::name))
                .doesNotContainAnyElementsOf(Rows.LEFT_OUT_OF_QUICK)
                .hasSize(Rows.all().size() - Rows.LEFT_OUT_OF_QUICK.size());
        assertThat(Rows.chosen(Plan.QUICK, List.of("hostile"))).hasSize(1);
        assertThat(Rows.chosen(Plan.FULL, List.of())).hasSameSizeAs(Rows.all());
    }
}
