package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps that a real CRIU cannot make: each tells why, and the process goes on. */
@NeedsCriu
final class DumpFaultRunTest {

    private final CriuConfig config = CriuConfig.builder().build();

    @TempDir
    private Path folder;

    @Test
    void aProcessThatHasGone() {
        Counter counter = Counter.start(folder);
        counter.end();

        CheckpointException failure = fault(() -> freeze(config, counter.pid()));
        assertThat(failure.fault()).isEqualTo(CheckpointFault.NO_SUCH_PROCESS);
        assertThat(failure.log()).hasValueSatisfying(log -> assertThat(log).isNotEmptyFile());
        assertThat(failure).hasMessageContaining(failure.mend());
    }

    @Test
    void aProcessThatIsTraced() throws Exception {
        try (Counter counter = Counter.start(folder)) {
            Process tracer = new ProcessBuilder("strace", "-o", "/dev/null", "-p", Long.toString(counter.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("tracer").toFile())
                    .start();
            try {
                Await.until(
                        "traced",
                        () -> !new Proc(counter.pid()).status().get("TracerPid").equals("0"));

                assertThat(fault(() -> freeze(config, counter.pid())).fault())
                        .isEqualTo(CheckpointFault.ALREADY_TRACED);
            } finally {
                tracer.destroy();
                assertThat(tracer.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
            counter.awaitMore();
        }
    }

    @Test
    void theVerdictRefusesWithTheFaultOfWhatIsInTheWay() throws Exception {
        Counter gone = Counter.start(folder);
        gone.end();
        assertThat(refused(config, gone.pid())).isEqualTo(CheckpointFault.NO_SUCH_PROCESS);
        assertThat(refused(config, ProcessHandle.current().pid())).isEqualTo(CheckpointFault.REFUSED);
        try (Counter counter = Counter.start(folder)) {
            CriuConfig none =
                    config.toBuilder().binary(folder.resolve("no-criu")).build();
            assertThat(refused(none, counter.pid())).isEqualTo(CheckpointFault.CRIU_MISSING);

            Process tracer = new ProcessBuilder("strace", "-o", "/dev/null", "-p", Long.toString(counter.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("tracer").toFile())
                    .start();
            try {
                Await.until(
                        "traced",
                        () -> !new Proc(counter.pid()).status().get("TracerPid").equals("0"));
                assertThat(refused(config, counter.pid())).isEqualTo(CheckpointFault.ALREADY_TRACED);
                // Two obstacles of two kinds have no fault in common; both are told.
                assertThat(refused(none, counter.pid())).isEqualTo(CheckpointFault.REFUSED);
            } finally {
                tracer.destroy();
                assertThat(tracer.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
            counter.awaitMore();
        }
    }

    private CheckpointFault refused(CriuConfig config, long pid) {
        Path images = folder.resolve("refused");
        CheckpointException failure = fault(
                () -> new CriuCheckpointer(config).checkpoint(new Target.ProcessTree(pid), images, Afterwards.ENDED));
        assertThat(images).doesNotExist();
        return failure.fault();
    }

    @Test
    void aToolWithoutPrivileges() throws Exception {
        Path weak = script("exec setpriv --bounding-set=-sys_admin,-checkpoint_restore " + config.binary() + " \"$@\"");
        try (Counter counter = Counter.start(folder)) {
            CriuConfig weakly = config.toBuilder().binary(weak).build();

            assertThat(fault(() -> freeze(weakly, counter.pid())).fault()).isEqualTo(CheckpointFault.NO_PRIVILEGE);
            counter.awaitMore();
        }
    }

    @Test
    void aToolThatMayNotLockConnections() throws Exception {
        Path weak = script("exec setpriv --bounding-set=-net_admin " + config.binary() + " \"$@\"");
        CriuConfig weakly =
                config.toBuilder().binary(weak).tcp(CriuConfig.Tcp.ESTABLISHED).build();
        int port = Ports.free();
        try (Counter counter = Counter.startJvm(folder, port, 1);
                java.net.Socket socket = Ports.connect(port)) {
            Ports.talk(socket, 1);

            CheckpointException failure = fault(() -> freeze(weakly, counter.pid()));
            assertThat(failure.fault()).as(failure.getMessage()).isEqualTo(CheckpointFault.NO_NET_ADMIN);
            assertThat(failure).hasMessageContaining("CAP_NET_ADMIN");
            Ports.talk(socket, 2);
        }
    }

    @Test
    void aFullDisk() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        run("mount", "-t", "tmpfs", "-o", "size=160k,mode=0700", "tmpfs", small.toString());
        try (Counter counter = Counter.start(folder)) {
            CheckpointException failure = fault(() -> new CriuCheckpointer(config)
                    .checkpoint(new Target.ProcessTree(counter.pid()), small.resolve("images"), Afterwards.ENDED));

            assertThat(failure.fault()).isEqualTo(CheckpointFault.DISK_FULL);
            assertThat(ImageDirectory.imageNames(small.resolve("images"))).isEmpty();
            counter.awaitMore();
        } finally {
            run("umount", small.toString());
        }
    }

    @Test
    void aToolThatHangs() throws Exception {
        CriuConfig hanging = hooked("post-dump", "exec sleep 60").toBuilder()
                .deadline(Duration.ofSeconds(3))
                .build();
        try (Counter counter = Counter.start(folder)) {
            assertThat(fault(() -> freeze(hanging, counter.pid())).fault()).isEqualTo(CheckpointFault.TIMED_OUT);
            counter.awaitMore();
        }
    }

    @Test
    void aToolThatIsKilledHalfWayLeavesNoLock() throws Exception {
        CriuConfig killed = hooked("post-dump", "kill -9 $PPID").toBuilder()
                .tcp(CriuConfig.Tcp.ESTABLISHED)
                .build();
        int port = Ports.free();
        try (Counter counter = Counter.startJvm(folder, port, 1);
                java.net.Socket socket = Ports.connect(port)) {
            Ports.talk(socket, 1);

            CheckpointException failure = fault(() -> freeze(killed, counter.pid()));

            assertThat(failure.getSuppressed()).isEmpty();
            assertThat(failure.fault()).isEqualTo(CheckpointFault.KILLED);
            String runId = NetworkLocks.runId(Files.readString(failure.log().orElseThrow()))
                    .orElseThrow();
            assertThat(run("nft", "list", "tables")).doesNotContain(runId.substring(0, 13));
            Ports.talk(socket, 2);
            counter.awaitMore();
        }
    }

    @Test
    void aConnectionThatNobodySpokeOf() throws Exception {
        int port = Ports.free();
        try (Counter counter = Counter.startJvm(folder, port, 1);
                java.net.Socket socket = Ports.connect(port)) {
            Ports.talk(socket, 1);

            assertThat(fault(() -> freeze(config, counter.pid())).fault()).isEqualTo(CheckpointFault.TCP_ESTABLISHED);
            Ports.talk(socket, 2);
        }
    }

    @Test
    void aUserNamespace() throws Exception {
        Path inside = script("exec unshare -r " + config.binary() + " \"$@\"");
        CriuConfig config = this.config.toBuilder()
                .binary(inside)
                .tcp(CriuConfig.Tcp.ESTABLISHED)
                .build();
        int port = Ports.free();
        try (Counter counter = Counter.startJvm(folder, port, 1);
                java.net.Socket socket = Ports.connect(port)) {
            Ports.talk(socket, 1);

            CheckpointException failure = fault(() -> freeze(config, counter.pid()));
            assertThat(failure.fault()).as(failure.getMessage()).isEqualTo(CheckpointFault.USER_NAMESPACE);
            Ports.talk(socket, 2);
        }
    }

    @Test
    void directoriesThatAreNone() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwx---"));
        CriuCheckpointer checkpointer = new CriuCheckpointer(config);
        try (Counter counter = Counter.start(folder)) {
            Target target = new Target.ProcessTree(counter.pid());
            Path held = folder.resolve("held");
            checkpointer.checkpoint(target, held, Afterwards.RUNNING);

            assertThat(fault(() -> checkpointer.checkpoint(target, file, Afterwards.RUNNING))
                            .fault())
                    .isEqualTo(CheckpointFault.NO_DIRECTORY);
            assertThat(fault(() -> checkpointer.checkpoint(target, open, Afterwards.RUNNING))
                            .fault())
                    .isEqualTo(CheckpointFault.UNSAFE_DIRECTORY);
            assertThat(fault(() -> checkpointer.checkpoint(target, held, Afterwards.RUNNING))
                            .fault())
                    .isEqualTo(CheckpointFault.OCCUPIED_DIRECTORY);
        }
    }

    private void freeze(CriuConfig config, long pid) {
        new Freeze(config, pid, ImageDirectory.prepare(folder.resolve("images")), Afterwards.ENDED).run();
    }

    /** A tool that runs a command of ours when it has come to a stage. */
    private CriuConfig hooked(String stage, String command) throws IOException {
        Path hook = script("if [ \"$CRTOOLS_SCRIPT_ACTION\" = " + stage + " ]; then " + command + "; fi");
        return config.toBuilder()
                .more(List.of("--action-script", hook.toString()))
                .build();
    }

    private Path script(String body) throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    private static CheckpointException fault(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(CheckpointException.class, call);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
