package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a process is moved follows from its memory, the link, and what is in the way. */
final class ModeChoiceTest {

    @ParameterizedTest
    @CsvSource({
        "64, 1000, -, -, STOP_AND_COPY", // 64 ms
        "500, 1000, -, -, STOP_AND_COPY", // half a second
        "501, 1000, -, -, POST_COPY",
        "64, 100, -, -, POST_COPY", // the same memory over a slower link
        "501, 1000, pipes, -, PRE_COPY",
        "501, 1000, pipes, room, STOP_AND_COPY",
        "501, 1000, -, room, POST_COPY",
        "64, 1000, pipes, room, STOP_AND_COPY",
        "9999, 0, -, -, STOP_AND_COPY" // not measured
    })
    void theShortestGapThatCanBeHad(long memory, long rate, String post, String pre, Mode chosen) {
        assertThat(choice(memory, rate, post, pre).of(Mode.AUTO)).isEqualTo(chosen);
    }

    private static ModeChoice choice(long memory, long rate, String post, String pre) {
        return new ModeChoice(
                memory,
                rate,
                Optional.of(post).filter(obstacle -> !obstacle.equals("-")),
                Optional.of(pre).filter(obstacle -> !obstacle.equals("-")));
    }

    @Test
    void whatIsAskedForIsDoneOrRefusedWithTheObstacle() {
        assertThat(choice(1, 1000, "-", "-").of(Mode.POST_COPY)).isEqualTo(Mode.POST_COPY);
        assertThat(choice(1, 1000, "-", "-").of(Mode.PRE_COPY)).isEqualTo(Mode.PRE_COPY);
        assertThat(choice(9999, 1, "-", "-").of(Mode.STOP_AND_COPY)).isEqualTo(Mode.STOP_AND_COPY);
        assertThatThrownBy(() -> choice(1, 1000, "pipes", "-").of(Mode.POST_COPY))
                .isInstanceOf(DunlinException.class)
                .hasMessage("mode=POST_COPY: pipes");
        assertThatThrownBy(() -> choice(1, 1000, "-", "room").of(Mode.PRE_COPY))
                .isInstanceOf(DunlinException.class)
                .hasMessage("mode=PRE_COPY: room");
    }

    @Test
    void itIsChosenUnlessTold() {
        assertThat(MigrationConfig.of(1_000_000_000, URI.create("tcp://h:1"), Path.of("criu"), Path.of("d"))
                        .mode())
                .isEqualTo(Mode.AUTO);
    }
}
