package dev.dunlin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {

    @TempDir
    Path folder;

    /** A child that says what it was told to. */
    static final class Speaker {

        private Speaker() {}

        public static void main(String[] arguments) {
            System.out.println("chatter");
            if (arguments[0].equals("answer")) {
                Child.result(new Outcome.Measured(2.5, Map.of("server CPU", 0.5)));
            } else {
                throw new IllegalStateException("one message short");
            }
        }
    }

    @Test
    void hearsTheResultAndItsNotes() throws Exception {
        Outcome outcome = Child.measure(folder.resolve("log"), List.of(), Speaker.class, "answer");

        assertThat(outcome).isEqualTo(new Outcome.Measured(2.5, Map.of("server CPU", 0.5)));
    }

    @Test
    void saysWhyThereIsNone() {
        assertThatThrownBy(() -> Child.measure(folder.resolve("log"), List.of(), Speaker.class, "fail"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended before it said \"result\"")
                .hasMessageContaining("one message short");
    }
}
