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
                .containsExactly("tcp-1-1", "tcp-1-3", "tcp-16k", "tcp-latency-10k", "tcp-latency-50k");
        assertThat(Rows.named(List.of())).hasSameSizeAs(Rows.all());
        assertThatThrownBy(() -> Rows.named(List.of("tcp", "udp")))
                .hasMessageContaining("\"udp\" begins no row's name");
    }

    @Test
    void someMayBeComparedAlone() {
        Row row = Rows.named(List.of("tcp-1-1")).get(0).only(List.of("NATS core", "bare Netty relay, with"));
        assertThat(row.cells().stream().map(Cell::label))
                .containsExactly(
                        "Dunlin", "NATS core, bare client", "NATS core, jnats", "bare Netty relay, with a log");
        assertThat(row.cells().stream().map(Cell::label)).containsAll(row.references());
    }

    @Test
    void aQuickRunDoesWhatItSays() {
        assertThat(Rows.chosen(Plan.QUICK, List.of()).stream().map(Row::name)).containsExactlyElementsOf(Rows.QUICK);
        assertThat(Rows.chosen(Plan.QUICK, List.of("hostile"))).hasSize(1);
        assertThat(Rows.chosen(Plan.QUICK.withRounds(2), List.of())).hasSameSizeAs(Rows.QUICK);
    }

    @Test
    void aFullRunDoesAllThatPeersAreComparedIn() {
        assertThat(Rows.chosen(Plan.FULL, List.of()).stream().map(Row::name))
                .containsAll(Rows.QUICK)
                .containsAll(Rows.OVERVIEW)
                .contains("growth-topics", "calls-quickest")
                .noneMatch(name -> name.startsWith("migration-") || name.startsWith("hostile"));
        assertThat(Rows.chosen(Plan.FULL, List.of("migration"))).hasSize(3);
    }

    @Test
    void theOverviewIsOfRowsThatThereAre() {
        assertThat(Rows.all().stream().map(Row::name)).containsAll(Rows.OVERVIEW);
    }

    @Test
    void whatComparesPeersIsLaunchedMoreOften() {
        assertThat(Rows.named(List.of("in-memory-1-1", "tcp-1-1", "calls-1-server-64")))
                .allSatisfy(row -> assertThat(Rows.rounds(Plan.FULL, row)).isEqualTo(5));
        assertThat(Rows.named(List.of("tcp-latency", "ttl", "in-memory-latency")))
                .allSatisfy(row -> assertThat(Rows.rounds(Plan.FULL, row)).isEqualTo(3));
        assertThat(Rows.named(List.of("growth-topics")))
                .allSatisfy(row -> assertThat(Rows.rounds(Plan.FULL, row)).isEqualTo(2));
        assertThat(Rows.all())
                .allSatisfy(row -> assertThat(Rows.rounds(Plan.QUICK, row)).isEqualTo(1));
    }
}
