package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a tool that is ended. */
final class ToolRunTest {

    @TempDir
    private Path folder;

    /** As when it starts something in the moment in which it is killed, which is nobody's child then. */
    @Test
    void whatIsNoChildOfItAnyMoreEndsToo() throws IOException {
        Path number = folder.resolve("number");
        String script = "(sleep 1000 & echo $! > \"$1.part\"; mv \"$1.part\" \"$1\"); exec sleep 1000";
        ToolRun run = ToolRun.of(
                List.of("sh", "-c", script, "sh", number.toString()),
                folder.resolve("output"),
                false,
                Duration.ofSeconds(30),
                Map.of(),
                () -> Files.exists(number));
        assertThat(run.late()).isTrue();
        Proc orphan = new Proc(Long.parseLong(Files.readString(number).strip()));
        assertThat(orphan.exists() && !orphan.isZombie()).isFalse();
    }
}
