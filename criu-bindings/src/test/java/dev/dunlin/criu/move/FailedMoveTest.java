package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.move.FailedMove.Place;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A migration that came to nothing says where, why, and what has become of the process. */
final class FailedMoveTest {

    @TempDir
    private Path folder;

    private static FailedMove failed(Mode mode, Place place, DunlinException cause) {
        return new FailedMove(
                new UUID(0, 7), 4711, mode, "stop", place, 12, Duration.ofMillis(3), Duration.ofMillis(2), cause);
    }

    @Test
    void jsonHasPhaseFaultAndPlace() {
        assertThat(failed(Mode.PRE_COPY, Place.SOURCE, new CheckpointException(CheckpointFault.PORT_TAKEN, "a \"b\""))
                        .toJson())
                .isEqualTo("{\"outcome\":\"failed\",\"id\":\"00000000-0000-0000-0000-000000000007\",\"pid\":4711,"
                        + "\"mode\":\"PRE_COPY\",\"phase\":\"stop\",\"reason\":\"ADDRESS_UNAVAILABLE\","
                        + "\"fault\":\"PORT_TAKEN\",\"livesOn\":\"source\",\"bytes\":12,\"micros\":3000,"
                        + "\"downtimeMicros\":2000,\"detail\":\"a \\\"b\\\"; end what listens there\"}");
        assertThat(failed(null, Place.IN_DOUBT, new DunlinException(Reason.TIMED_OUT, "\n"))
                        .toJson())
                .contains("\"mode\":null,", "\"fault\":null,\"livesOn\":\"in_doubt\"", "\"detail\":\"\\u000a\"");
    }

    @Test
    @Timeout(60)
    void aTargetThatIsNotThereFailsBeforeAnythingWasStopped() throws IOException {
        Path criu = Files.writeString(folder.resolve("criu"), "#!/bin/sh\necho Version: 4.2\n");
        Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwx------"));
        long pid = ProcessHandle.current().parent().orElseThrow().pid();
        MigrationConfig config = MigrationConfig.of(pid, URI.create("tcp://127.0.0.1:1"), criu, folder.resolve("work"));
        FailedMove failed = (FailedMove) Migration.attempt(config);
        assertThat(failed.phase()).isEqualTo("connect and measure");
        assertThat(failed.place()).isEqualTo(Place.SOURCE);
        assertThat(failed.stoodStill()).isZero();
        assertThat(failed.cause().reason()).isEqualTo(Reason.UNREACHABLE);
        assertThatThrownBy(() -> Migration.run(config))
                .isInstanceOfSatisfying(
                        DunlinException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
    }
}
