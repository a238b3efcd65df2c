package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.supervise.SupervisorEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dunlin supervise}, as far as it needs no CRIU. */
final class SuperviseTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "supervise -- true; --dir",
                "supervise --dir /nowhere; COMMAND",
                "supervise --dir /nowhere --every 0s -- true; must be positive",
                "supervise --dir /nowhere --keep 0 -- true; must be positive",
                "supervise --dir /nowhere --max-bytes 4g -- true; GiB",
                "supervise --dir /nowhere --max-output 0 -- true; must be positive"
            })
    void whatCannotBeUnderstoodIsSaid(String line, String words) {
        Streams streams = new Streams("", false);
        assertThat(streams.run(line.split(" ", -1))).isEqualTo(ExitCode.USAGE);
        assertThat(streams.err()).contains(words);
    }

    @Test
    void whatGoesWrongIsToldToAnotherCommand() throws IOException {
        Path told = folder.resolve("told");
        Streams streams = new Streams("", false);

        int code = streams.run(
                "supervise",
                "--dir",
                folder.resolve("run").toString(),
                "--max-restarts",
                "1",
                "--alert",
                "echo \"$@\" >>" + told,
                "--",
                "sh",
                "-c",
                "exit 3");

        assertThat(code).as(streams.err()).isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(streams.err()).contains("has died: status 3", "given up after 1 restarts");
        assertThat(Files.readAllLines(told)).hasSize(3);
        assertThat(Files.readAllLines(told).get(0)).contains("Died", "has died: status 3");
        assertThat(Files.readAllLines(told).get(2)).contains("GivenUp", "given up");
    }

    @Test
    void eventsAreToldInWords() {
        Path directory = Path.of("run", "checkpoint-000000001");
        assertThat(Supervise.words(new SupervisorEvent.Started(4711))).isEqualTo("started, process 4711");
        assertThat(Supervise.words(new SupervisorEvent.Restored(directory, Duration.ofMillis(6_021))))
                .isEqualTo("goes on from run/checkpoint-000000001, taken 6021 ms ago");
        assertThat(Supervise.words(new SupervisorEvent.Died("status 3"))).isEqualTo("has died: status 3");
        assertThat(Supervise.words(new SupervisorEvent.GivenUp(5))).contains("5 restarts");
        assertThat(Supervise.words(new SupervisorEvent.Finished())).isEqualTo("has ended with status 0");
    }
}
