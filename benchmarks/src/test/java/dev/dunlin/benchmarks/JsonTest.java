package dev.dunlin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void writesNestedValues() {
        assertThat(Json.of(Map.of("samples", List.of(1.5, 2L, 3)))).isEqualTo("{\"samples\":[1.5,2,3]}");
    }

    @Test
    void escapesText() {
        assertThat(Json.of("a \"b\" \\ \n ×")).isEqualTo("\"a \\\"b\\\" \\\\ \\u000a ×\"");
    }

    @Test
    void hasNoFormForTheRest() {
        assertThat(Json.of(Double.NaN)).isEqualTo("null");
        assertThatThrownBy(() -> Json.of('c')).isInstanceOf(IllegalArgumentException.class);
    }
}
