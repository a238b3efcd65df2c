package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What serves sockets by choice: where it is not to be had, that is said, and nothing else takes its place. */
final class ChosenLoopsTest {

    private static final String CHOSEN = "tcp://127.0.0.1:0?loops=io_uring";
    private static final String WHY = "io_uring is not to be had here: Native transport was explicit disabled with"
            + " -Dio.netty.transport.noNative=true; leave the choice out, or run on Linux 5.14 or later where io_uring is"
            + " not forbidden, as it is in many containers\n";

    private static final String NO_NATIVE = "-Dio.netty.transport.noNative=true";

    @Test
    void aServerThatCannotHaveWhatItsAddressAsksForSaysWhy() {
        assertRefused("loops=io_uring", List.of(NO_NATIVE), "serve", "--listen", CHOSEN);
    }

    @Test
    void aClientThatCannotHaveWhatItsAddressAsksForSaysWhy() {
        assertRefused("loops=io_uring", List.of(NO_NATIVE), "ping", "--to", "tcp://127.0.0.1:1?loops=io_uring");
    }

    @Test
    void aProcessThatCannotHaveWhatItIsToldToUseSaysWhy() {
        assertRefused(
                "dunlin.netty.io_uring=true",
                List.of(NO_NATIVE, "-Ddunlin.netty.io_uring=true"),
                "serve",
                "--listen",
                "tcp://127.0.0.1:0");
    }

    @Test
    void pollsThatLoseTheEndsOfConnectionsAreNotUsed() {
        try (DunlinProcess server = DunlinProcess.startWith(
                List.of("-Dio.netty.iouring.pollAddMultishotEnabled=true"), "serve", "--listen", CHOSEN)) {
            assertThat(server.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(server.err().text()).contains("loops=io_uring: io_uring is not to be had here: ");
        }
    }

    private static void assertRefused(String asked, List<String> java, String... arguments) {
        try (DunlinProcess process = DunlinProcess.startWith(java, arguments)) {
            assertThat(process.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(process.err().text()).isEqualTo("dunlin: " + asked + ": " + WHY);
        }
    }
}
