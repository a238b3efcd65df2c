package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** What pipes must hold for memory to follow. */
final class LazyPagesTest {

    private static final long GIBIBYTE = 1L << 30;

    /** A pipe is never as large as all the memory: criu fills many. */
    @Test
    void memoryMayBeLargerThanTheLargestPipe() {
        assertThat(LazyPages.obstacle(2 * GIBIBYTE, 0, GIBIBYTE)).isEmpty();
        assertThat(LazyPages.obstacle(2 * GIBIBYTE, 0, 4 << 20)).isEmpty();
    }

    @Test
    void whoAsksForTlsIsNotSentMemoryInTheClear() {
        assertThat(LazyPages.obstacle(URI.create("TLS://10.0.0.3:7411?trust=hosts.pem"), 1)
                        .orElse(""))
                .contains("not encrypted");
        assertThat(LazyPages.obstacle(URI.create("tcp://10.0.0.3:7411"), 1).orElse(""))
                .doesNotContain("encrypted");
    }

    @Test
    void thePipeThatTheyAreReadByMustBeThere() {
        assertThat(LazyPages.obstacle(1 << 20, 0, (4 << 20) - 1).orElse(""))
                .contains("fs.pipe-max-size=4194303")
                .contains("to 4194304 or more");
    }

    @Test
    void allPipesTogetherMustHoldIt() {
        assertThat(LazyPages.obstacle(GIBIBYTE, GIBIBYTE / 4096, 4 << 20)).isEmpty();
        assertThat(LazyPages.obstacle(GIBIBYTE, GIBIBYTE / 4096 - 1, 4 << 20)).isPresent();
    }
}
