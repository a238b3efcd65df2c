package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Why io_uring is not used where it is not. */
final class UringTest {

    @Test
    void whatTheSystemSaysIsTold() {
        Throwable unavailable = new UnsatisfiedLinkError("failed to load");
        unavailable.initCause(new IOException("io_uring_setup: Operation not permitted"));

        assertThat(Uring.why(unavailable, true))
                .isEqualTo(
                        "io_uring_setup: Operation not permitted; leave the choice out, or run on Linux 5.14 or later"
                                + " where io_uring is not forbidden, as it is in many containers");
    }

    @Test
    void itIsNotUsedWithPollsThatLoseTheEndsOfConnections() {
        assertThat(Uring.why(null, true))
                .isEqualTo("Netty would lose the ends of connections; start with"
                        + " -Dio.netty.iouring.pollAddMultishotEnabled=false");
        assertThat(Uring.why(null, false)).isNull();
    }
}
