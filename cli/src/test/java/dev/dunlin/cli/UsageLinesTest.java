package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.Usage;
import dev.dunlin.criu.UsageWatch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UsageLinesTest {

    private static final UsageWatch.Stage BEFORE = new UsageWatch.Stage(
            "before", 40, 12.34, new Usage(Duration.ofSeconds(3), 3 << 20, 1024, 2048, 0, 4096, 7));

    @Test
    void aStageIsALine() {
        List<String> lines = UsageLines.table(List.of(BEFORE));

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).containsSubsequence("STAGE", "CPU %", "MEMORY", "NET I/O", "BLOCK I/O", "PIDS");
        assertThat(lines.get(1))
                .startsWith("before")
                .containsSubsequence(
                        "12.3",
                        Size.format(3 << 20),
                        Size.format(1024) + " / " + Size.format(2048),
                        Size.format(0) + " / " + Size.format(4096),
                        "7");
    }

    @Test
    void nothingSeenIsNoLine() {
        assertThat(UsageLines.table(List.of())).isEmpty();
        assertThat(UsageLines.objects(List.of())).isEmpty();
    }

    @Test
    void anObjectHasPlainNumbers() {
        assertThat(UsageLines.objects(List.of(BEFORE)).get(0))
                .hasToString(
                        "{\"stage\":\"before\",\"samples\":40,\"cpuPerMille\":123,\"memoryBytes\":3145728,"
                                + "\"receivedBytes\":1024,\"sentBytes\":2048,\"readBytes\":0,\"writtenBytes\":4096,\"pids\":7}");
    }
}
