package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class ColumnsTest {

    @Test
    void setsTheFirstColumnToTheLeftAndTheOthersToTheRight() {
        assertThat(new Columns()
                        .row("TOPIC", "NEXT")
                        .row("a", "12345")
                        .row("a.longer", "")
                        .lines())
                .containsExactly("TOPIC      NEXT", "a         12345", "a.longer");
    }

    @Test
    void refusesARowOfAnotherLength() {
        Columns table = new Columns().row("a", "b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.row("a"))
                .withMessageContaining("the first row has 2");
    }
}
