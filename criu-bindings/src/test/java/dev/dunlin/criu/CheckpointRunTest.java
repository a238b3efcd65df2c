package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.checkpoint.Checkpoint;
import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.checkpoint.Verdict;
import dev.dunlin.criu.system.Proc;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A counter on a real CRIU: frozen, thawed, and nothing left out. */
@NeedsCriu
final class CheckpointRunTest {

    private final CriuCheckpointer checkpointer = new CriuCheckpointer();

    @TempDir
    private Path folder;

    @Test
    void aCounterGoesOnWhereItStood() throws Exception {
        Path images = folder.resolve("images");
        try (Counter counter = Counter.start(folder)) {
            assertThat(checkpointer.verdict(target(counter))).isInstanceOf(Verdict.Possible.class);

            Checkpoint checkpoint = checkpointer.checkpoint(target(counter), images, Afterwards.ENDED);
            Await.until("the counter has ended", () -> !new Proc(counter.pid()).exists());
            String runId = NetworkLocks.runId(Files.readString(images.resolve("dump.log")))
                    .orElseThrow();
            assertThat(NetworkLocks.remove(runId, counter.pid()))
                    .as("a lock is left")
                    .isFalse();
            int frozen = counter.counted().size();
            PhaseTimes times = checkpointer.restore(images);
            counter.awaitMore();

            assertThat(counter.runs()).isTrue();
            assertThat(counter.counted())
                    .hasSizeGreaterThan(frozen)
                    .isEqualTo(LongStream.range(0, counter.counted().size())
                            .boxed()
                            .toList());
            assertThat(checkpoint.times().downtime()).isPositive();
            assertThat(times.phases())
                    .extracting(PhaseTimes.Phase::name)
                    .containsExactly("verify", "prepare", "restore");
        }
    }

    @Test
    void whatCanHaveNoConnectionIsNotLocked() {
        try (Counter counter = Counter.start(folder)) {
            CriuConfig refused = checkpointer.config();
            CriuConfig taken =
                    refused.toBuilder().tcp(CriuConfig.Tcp.ESTABLISHED).build();

            assertThat(NetworkLocks.needed(refused, Proc.tree(counter.pid())).networkLock())
                    .isEqualTo(CriuConfig.NetworkLock.NONE);
            assertThat(NetworkLocks.needed(taken, Proc.tree(counter.pid()))).isEqualTo(taken);
        }
    }

    @Test
    void itIsLeftRunningOrStopped() {
        try (Counter counter = Counter.start(folder)) {
            checkpointer.checkpoint(target(counter), folder.resolve("running"), Afterwards.RUNNING);
            counter.awaitMore();

            checkpointer.checkpoint(target(counter), folder.resolve("stopped"), Afterwards.STOPPED);
            assertThat(counter.state()).isEqualTo("T");
        }
    }

    @Test
    void theManifestSaysWhatIsThere() throws Exception {
        Path images = folder.resolve("images");
        try (Counter counter = Counter.start(folder)) {
            checkpointer.checkpoint(target(counter), images, Afterwards.RUNNING);

            Manifest manifest = Manifest.read(images);
            assertThat(manifest.pid()).isEqualTo(counter.pid());
            assertThat(manifest.host().criu()).matches("\\d+\\.\\d+.*");
            assertThat(manifest.images()).extracting(Manifest.Entry::path).contains("pstree.img");
            assertThat(manifest.pages()).extracting(Manifest.Entry::path).contains("pages-1.img");
            assertThat(manifest.files())
                    .extracting(Manifest.Entry::path)
                    .contains(Path.of("/bin/sh").toRealPath().toString());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(images)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aStoppedCounterIsResumedOrEnded() {
        try (Counter counter = Counter.start(folder)) {
            checkpointer.checkpoint(target(counter), folder.resolve("one"), Afterwards.STOPPED);
            checkpointer.resume(folder.resolve("one"));
            counter.awaitMore();

            checkpointer.checkpoint(target(counter), folder.resolve("two"), Afterwards.STOPPED);
            checkpointer.end(folder.resolve("two"));
            Await.until("ended", () -> !new Proc(counter.pid()).exists());
            checkpointer.restore(folder.resolve("two"));
            counter.awaitMore();
        }
    }

    @Test
    void aConnectionOfAJvmGoesOn() throws Exception {
        CriuCheckpointer keeping = new CriuCheckpointer(
                CriuConfig.builder().tcp(CriuConfig.Tcp.ESTABLISHED).build());
        int port = Ports.free();
        Path images = folder.resolve("images");
        try (Counter counter = Counter.startJvm(folder, port, 8);
                Socket socket = Ports.connect(port)) {
            Ports.talk(socket, 1);
            keeping.checkpoint(target(counter), images, Afterwards.ENDED);
            Await.until("ended", () -> !new Proc(counter.pid()).exists());
            socket.getOutputStream().write(2);

            keeping.restore(images);

            assertThat(socket.getInputStream().read()).isEqualTo(2);
            Ports.talk(socket, 3);
            counter.awaitMore();

            keeping.checkpoint(target(counter), folder.resolve("stopped"), Afterwards.STOPPED);
            keeping.resume(folder.resolve("stopped"));
            Ports.talk(socket, 4);
        }
    }

    @Test
    void aConnectionIsRestoredAlthoughSomebodyTookItsLockAway() throws Exception {
        CriuCheckpointer keeping = new CriuCheckpointer(
                CriuConfig.builder().tcp(CriuConfig.Tcp.ESTABLISHED).build());
        int port = Ports.free();
        Path images = folder.resolve("images");
        try (Counter counter = Counter.startJvm(folder, port, 1);
                Socket socket = Ports.connect(port)) {
            Ports.talk(socket, 1);
            keeping.checkpoint(target(counter), images, Afterwards.ENDED);
            Await.until("ended", () -> !new Proc(counter.pid()).exists());
            String runId = NetworkLocks.runIdOf(images).orElseThrow();
            assertThat(NetworkLocks.remove(runId, counter.pid())).isTrue();

            keeping.restore(images);

            Ports.talk(socket, 2);
            assertThat(NetworkLocks.remove(runId, counter.pid()))
                    .as("a lock is left")
                    .isFalse();
        }
    }

    @Test
    void aConnectionThatNobodySpokeOfIsRefusedBefore() throws Exception {
        int port = Ports.free();
        try (Counter counter = Counter.startJvm(folder, port, 8);
                Socket socket = Ports.connect(port)) {
            Ports.talk(socket, 1);

            assertThatThrownBy(
                            () -> checkpointer.checkpoint(target(counter), folder.resolve("images"), Afterwards.ENDED))
                    .hasMessageContaining("TCP")
                    .extracting(failure -> ((CheckpointException) failure).fault())
                    .isEqualTo(CheckpointFault.TCP_ESTABLISHED);
            assertThat(folder.resolve("images")).doesNotExist();
            Ports.talk(socket, 2);
        }
    }

    @Test
    void whatAProcessUsesIsItsOwn() {
        try (Counter counter = Counter.start(folder);
                UsageWatch watch =
                        new UsageWatch(checkpointer.config(), target(counter), "before", Duration.ofMillis(10))) {
            counter.awaitMore();
            watch.stage("during");
            checkpointer.checkpoint(target(counter), folder.resolve("images"), Afterwards.RUNNING);
            watch.stage("after");
            counter.awaitMore();

            assertThat(watch.stages()).extracting(UsageWatch.Stage::name).containsExactly("before", "during", "after");
            assertThat(watch.stages()).allSatisfy(stage -> {
                assertThat(stage.cpuPercent()).isBetween(0.0, 110.0);
                assertThat(stage.most().processes()).isBetween(1L, 3L);
                assertThat(stage.most().memoryBytes()).isBetween(100L << 10, 50L << 20);
            });
        }
    }

    private static Target target(Counter counter) {
        return new Target.ProcessTree(counter.pid());
    }
}
