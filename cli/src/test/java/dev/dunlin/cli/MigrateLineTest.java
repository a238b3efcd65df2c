package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong on the lines of {@code migrate} and {@code receive}, before anything is stopped. */
final class MigrateLineTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "migrate 1|--to",
                "migrate 0 --to tcp://127.0.0.1:1|must be positive",
                "migrate lxc:x --to tcp://127.0.0.1:1|write a pid, docker:NAME, podman:NAME or runc:NAME",
                "migrate 1 --to tcp://127.0.0.1:1 --mode fast|stop-and-copy, post-copy, pre-copy or auto",
                "migrate 1 --to tcp://127.0.0.1:1 --address 192.0.2.7/24|give both, or neither",
                "migrate 1 --to tcp://127.0.0.1:1 --address 192.0.2.7 --device eth0|write it as 192.0.2.7/24",
                "migrate 1 --to tcp://127.0.0.1:1 --settle x|UUID",
                "migrate 1 --to tcp://127.0.0.1:1 --probe 10.0.0.10:7400|is no address",
                "receive --listen tls://127.0.0.1:0?cert=a|give both, or neither"
            })
    void whatIsWrongIsSaid(String line, String said) {
        Streams streams = new Streams("", false);
        String[] words =
                (line + (line.contains("--settle") ? "" : " --criu true --dir " + folder.resolve("d"))).split(" ", -1);

        assertThat(streams.run(words)).isEqualTo(ExitCode.USAGE);
        assertThat(streams.err()).contains(said);
    }

    @Test
    void aTargetThatIsNotThereEndsWith69() {
        Streams streams = new Streams("", false);
        long pid = ProcessHandle.current().parent().orElseThrow().pid();

        assertThat(streams.run(
                        "migrate", "" + pid, "--to", "tcp://127.0.0.1:1", "--criu", "true", "--dir", folder.toString()))
                .isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(streams.err()).contains("tcp://127.0.0.1:1");
        assertThat(folder).isEmptyDirectory();
    }
}
