package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TreeFilesTest {

    @Test
    void thisProcessHasUsedSomeOfAll() {
        Usage usage = TreeFiles.usage(ProcessHandle.current().pid()).orElseThrow();

        assertThat(usage.cpu()).isBetween(Duration.ofMillis(50), Duration.ofHours(1));
        assertThat(usage.memoryBytes()).isGreaterThan(10 << 20);
        assertThat(usage.processes()).isGreaterThan(5);
    }

    @Test
    void aProcessThatHasGoneUsesNothing() {
        assertThat(TreeFiles.usage(Integer.MAX_VALUE)).isEmpty();
    }
}
