package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.system.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a migration says of a criu that fails here or there; a script stands for the tool, and logs what it does. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class MoveFailureTest {

    private static final String LOG = "for w; do [ \"$p\" = --log-file ] && log=$w; p=$w; done; echo \"$1\" > \"$log\"";

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Duration deadline = Duration.ofSeconds(30);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private Path tool(String line, String end) throws IOException {
        Path script = folder.resolve("criu");
        Files.writeString(script, "#!/bin/sh\n" + LOG.replace("$1", line) + "\n" + end + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aDumpThatFailsSaysWhyAndTheProcessRunsOn() throws Exception {
        Path criu = tool("(00.1) Error (seize.c:8): Unable to interrupt task: 5 (Operation not permitted)", "exit 1");
        Process process = new ProcessBuilder("sleep", "60").start();
        try (CriuFreeze freeze = freeze(criu, process.pid())) {
            freeze.prepare();
            freeze.begin();
            assertThatThrownBy(() -> Await.until("it is dumped", freeze::dumped))
                    .isInstanceOfSatisfying(CheckpointException.class, e -> {
                        assertThat(e.fault()).isEqualTo(CheckpointFault.ALREADY_TRACED);
                        assertThat(e.log().orElseThrow()).content().contains("Unable to interrupt");
                    })
                    .hasMessageContaining(CheckpointFault.ALREADY_TRACED.mend());
            freeze.back();
            Await.until("it runs on", () -> Spaces.state(process.pid()).equals("S"));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aDumpThatHangsIsEndedAndTheProcessRunsOn() throws Exception {
        Path criu = tool("(00.1) Dumping", "exec sleep 1000");
        deadline = Duration.ofMillis(500);
        Process process = new ProcessBuilder("sleep", "60").start();
        try (CriuFreeze freeze = freeze(criu, process.pid())) {
            freeze.prepare();
            freeze.begin();
            Await.until("it is stopped", () -> Spaces.state(process.pid()).equals("T"));
            assertThatThrownBy(() -> Await.until("it is dumped", freeze::dumped))
                    .isInstanceOfSatisfying(
                            CheckpointException.class,
                            e -> assertThat(e.fault()).isEqualTo(CheckpointFault.TIMED_OUT))
                    .hasMessageContaining("within PT0.5S");
            freeze.back();
            Await.until("it runs on", () -> Spaces.state(process.pid()).equals("S"));
            assertThat(ProcessHandle.current().descendants())
                    .noneMatch(one -> one.info().commandLine().orElse("").contains("sleep 1000"));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aRestoreThatHangsIsEnded() throws IOException {
        deadline = Duration.ofMillis(500);
        CriuThaw thaw = thaw(tool("(00.1) Forking", "exec sleep 1000"));
        assertThatThrownBy(() -> thaw.restore(Map.of()))
                .isInstanceOfSatisfying(
                        CheckpointException.class, e -> assertThat(e.fault()).isEqualTo(CheckpointFault.TIMED_OUT))
                .hasMessageContaining("within PT0.5S");
    }

    private CriuFreeze freeze(Path criu, long pid) throws IOException {
        Path work = Files.createDirectory(folder.resolve("work"));
        return new CriuFreeze(criu, work, pid, null, null, UUID.randomUUID(), deadline, threads);
    }

    @Test
    void aRestoreThatFailsSaysWhy() throws IOException {
        Path criu =
                tool("(00.1) Error (files.c:1): Can't open file data on restore: No such file or directory", "exit 1");
        assertThatThrownBy(() -> thaw(criu).restore(Map.of()))
                .isInstanceOfSatisfying(
                        CheckpointException.class, e -> assertThat(e.fault()).isEqualTo(CheckpointFault.FILE_MISSING));
    }

    @Test
    void aRestoreThatIsKilledIsNoDamagedImageAsAllWasVerified() throws IOException {
        assertThatThrownBy(() -> thaw(tool("(00.1) Forking", "kill -9 $$")).restore(Map.of()))
                .isInstanceOfSatisfying(
                        CheckpointException.class, e -> assertThat(e.fault()).isEqualTo(CheckpointFault.KILLED));
    }

    @Test
    void aCriuThatIsMissingIsNamedAndTheProcessRunsOn() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try (CriuFreeze freeze = freeze(folder.resolve("none"), process.pid())) {
            assertThatThrownBy(freeze::prepare)
                    .isInstanceOfSatisfying(
                            CheckpointException.class,
                            e -> assertThat(e.fault()).isEqualTo(CheckpointFault.CRIU_MISSING));
            Await.until("it runs on", () -> Spaces.state(process.pid()).equals("S"));
        } finally {
            process.destroyForcibly();
        }
    }

    private CriuThaw thaw(Path criu) throws IOException {
        Path images = Files.createDirectories(folder.resolve("arrival/images"));
        return new CriuThaw(criu, images, UUID.randomUUID(), 1_000_000_000, deadline);
    }

    @Test
    void theSourceIsToldTheFaultOfTheTarget() {
        assertThat(failed(new CheckpointException(CheckpointFault.PORT_TAKEN, "bind"), true))
                .isInstanceOfSatisfying(CheckpointException.class, e -> {
                    assertThat(e.fault()).isEqualTo(CheckpointFault.PORT_TAKEN);
                    assertThat(e.what()).isEqualTo("the target gave up: bind");
                });
    }

    @Test
    void aSourceOfAnOlderReleaseIsToldInWords() {
        DunlinException failure = failed(new CheckpointException(CheckpointFault.PORT_TAKEN, "bind"), false);
        assertThat(failure)
                .isNotInstanceOf(CheckpointException.class)
                .hasMessage("the target gave up: bind; end what listens there");
    }

    private DunlinException failed(DunlinException why, boolean understands) {
        Stage stage = new Stage(folder);
        stage.failure = why;
        ReceiverConfig receiving =
                ReceiverConfig.of(URI.create("tcp://127.0.0.1:0"), folder.resolve("received"), Path.of("criu"));
        try (MoveReceiver receiver =
                MoveReceiver.listen(receiving, (where, id, pid, facts) -> stage.thaw(where), Map.of())) {
            MigrationConfig config = MigrationConfig.of(1, receiver.address(), Path.of("criu"), folder);
            Map<String, String> facts = understands ? Map.of(MoveFacts.FAULTS, "1") : Map.of();
            try (TargetLine line = new TargetLine(config, UUID.randomUUID(), 0, facts)) {
                line.open();
                line.send(new MoveMessage.Complete(0, Sha256.of(""), Map.of()));
                return line.gaveUp(line.settled(Duration.ofSeconds(20)).detail());
            }
        }
    }
}
