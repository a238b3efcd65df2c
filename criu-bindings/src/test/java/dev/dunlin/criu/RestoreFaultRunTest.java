package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.CriuConfig.Verification;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that a real CRIU cannot restore: each tells why, whether they were verified before or not, and nothing runs. */
@NeedsCriu
final class RestoreFaultRunTest {

    private final CriuConfig config =
            CriuConfig.builder().deadline(Duration.ofSeconds(10)).build();
    private final CriuCheckpointer checked = new CriuCheckpointer(config);
    private final CriuCheckpointer unchecked = new CriuCheckpointer(
            config.toBuilder().verification(Verification.NONE).build());

    @TempDir
    private Path folder;

    private Path work;
    private Path shell;
    private Path images;

    @BeforeEach
    void aShellOfItsOwn() throws IOException {
        work = Files.createDirectory(folder.resolve("work"));
        images = folder.resolve("images");
        shell = Files.copy(Path.of("/bin/sh").toRealPath(), folder.resolve("shell"));
    }

    private Counter frozen() {
        Counter counter =
                Counter.start(work, shell.toString(), "-c", "i=0; while :; do echo $i; i=$((i+1)); sleep 0.02; done");
        checked.checkpoint(new Target.ProcessTree(counter.pid()), images, Afterwards.ENDED);
        Await.until("ended", () -> !new Proc(counter.pid()).exists());
        return counter;
    }

    @Test
    void pagesThatEndTooEarly() throws Exception {
        Counter counter = frozen();
        Path pages = images.resolve("pages-1.img");
        cut(pages, Files.size(pages) - 4096);

        assertThat(fault(checked)).isEqualTo(CheckpointFault.IMAGE_CHANGED);
        // Where its pages end, the tool dies or reads for ever.
        CriuCheckpointer brief = new CriuCheckpointer(
                unchecked.config().toBuilder().deadline(Duration.ofSeconds(3)).build());
        assertThat(fault(brief)).isIn(CheckpointFault.TRUNCATED_IMAGE, CheckpointFault.TIMED_OUT);
        assertThat(counter.runs()).isFalse();
    }

    @Test
    void noPages() throws Exception {
        Counter counter = frozen();
        Files.delete(images.resolve("pages-1.img"));

        assertFails(counter, CheckpointFault.MISSING_IMAGE, CheckpointFault.MISSING_IMAGE);
    }

    @Test
    void anImageThatEndsTooEarly() throws Exception {
        Counter counter = frozen();
        Path core = images.resolve("core-" + counter.pid() + ".img");
        cut(core, Files.size(core) - 1);

        assertFails(counter, CheckpointFault.IMAGE_CHANGED, CheckpointFault.TRUNCATED_IMAGE);
    }

    @Test
    void anImageOfAnotherKind() throws Exception {
        Counter counter = frozen();
        byte[] core = Files.readAllBytes(images.resolve("core-" + counter.pid() + ".img"));
        core[5] ^= 1;
        Files.write(images.resolve("core-" + counter.pid() + ".img"), core);

        assertFails(counter, CheckpointFault.IMAGE_CHANGED, CheckpointFault.GARBLED_IMAGE);
    }

    @Test
    void anImageWhoseEntryIsNoMessage() throws Exception {
        Counter counter = frozen();
        Path core = images.resolve("core-" + counter.pid() + ".img");
        byte[] bytes = Files.readAllBytes(core);
        java.util.Arrays.fill(bytes, 12, 40, (byte) 0xff);
        Files.write(core, bytes);

        assertFails(counter, CheckpointFault.IMAGE_CHANGED, CheckpointFault.GARBLED_IMAGE);
        assertThat(Files.readString(images.resolve("restore.log"))).contains("Failed unpacking object");
    }

    @Test
    void noMap() throws Exception {
        Counter counter = frozen();
        Files.delete(images.resolve("mm-" + counter.pid() + ".img"));

        assertFails(counter, CheckpointFault.MISSING_IMAGE, CheckpointFault.MISSING_IMAGE);
    }

    @Test
    void aThreadsIdThatIsTaken() throws Exception {
        int port = Ports.free();
        Counter counter = Counter.startJvm(work, port, 1);
        long thread = threads(counter.pid()).stream().max(Long::compare).orElseThrow();
        checked.checkpoint(new Target.ProcessTree(counter.pid()), images, Afterwards.ENDED);
        Await.until("ended", () -> !new Proc(counter.pid()).exists());
        Process holder = withPid(thread);
        try {
            CheckpointException failure =
                    catchThrowableOfType(CheckpointException.class, () -> checked.restore(images));
            assertThat(failure.fault()).as(failure.getMessage()).isEqualTo(CheckpointFault.PID_TAKEN);
            assertThat(counter.runs()).isFalse();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        checked.restore(images);
        counter.awaitMore();
        counter.end();
    }

    private static List<Long> threads(long pid) throws IOException {
        try (java.util.stream.Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return tasks.map(task -> Long.valueOf(task.getFileName().toString()))
                    .toList();
        }
    }

    /** Others make processes meanwhile: the number is had by who asks at the right moment. */
    private static Process withPid(long pid) throws Exception {
        Process[] process = new Process[1];
        Await.until("a process " + pid, () -> {
            try {
                Files.writeString(Path.of("/proc/sys/kernel/ns_last_pid"), Long.toString(pid - 1));
                process[0] = new ProcessBuilder("sh", "-c", "sleep 60 & sleep 60 & sleep 60 & sleep 60 & wait").start();
                if (new Proc(pid).exists() || process[0].pid() == pid) {
                    return true;
                }
                List<ProcessHandle> all = process[0].descendants().toList();
                process[0].destroyForcibly().waitFor();
                all.forEach(ProcessHandle::destroyForcibly);
                return new Proc(pid).exists();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        return process[0];
    }

    @Test
    void anAddressThatIsNotThere() throws Exception {
        String address = "198.51.100.77";
        run("ip", "addr", "add", address + "/32", "dev", "lo");
        Counter counter;
        try {
            counter = Counter.start(
                    work,
                    "perl",
                    "-e",
                    "use Socket; socket(S, PF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(0, inet_aton('" + address
                            + "'))) or die; listen(S, 5); $| = 1;"
                            + " for (my $i = 0; ; $i++) { print \"$i\\n\"; select(undef, undef, undef, 0.02); }");
            checked.checkpoint(new Target.ProcessTree(counter.pid()), images, Afterwards.ENDED);
            Await.until("ended", () -> !new Proc(counter.pid()).exists());
        } finally {
            run("ip", "addr", "del", address + "/32", "dev", "lo");
        }

        assertFails(counter, CheckpointFault.ADDRESS_MISSING, CheckpointFault.ADDRESS_MISSING);
    }

    @Test
    void aDirectoryThatOthersCanWriteOrOwn() throws Exception {
        Counter counter = frozen();
        for (String permissions : List.of("rwxrwx---", "rwx----w-")) {
            Files.setPosixFilePermissions(images, PosixFilePermissions.fromString(permissions));
            assertFails(counter, CheckpointFault.UNSAFE_DIRECTORY, CheckpointFault.UNSAFE_DIRECTORY);
        }
        Files.setPosixFilePermissions(images, PosixFilePermissions.fromString("rwx------"));
        Files.setAttribute(images, "unix:uid", 65534);
        assertFails(counter, CheckpointFault.UNSAFE_DIRECTORY, CheckpointFault.UNSAFE_DIRECTORY);
        Files.setAttribute(images, "unix:uid", 0);

        checked.restore(images);
        counter.awaitMore();
        counter.end();
    }

    @Test
    void imagesOfAnotherKernelAreRefusedUnlessForced() throws Exception {
        Counter counter = frozen();
        Manifest manifest = Manifest.read(images);
        Manifest.Host host = manifest.host();
        ManifestText.write(
                new Manifest(
                        manifest.pid(),
                        manifest.taken(),
                        manifest.afterwards(),
                        new Manifest.Host(host.criu(), "5.10.0", host.architecture(), host.processor()),
                        manifest.images(),
                        manifest.pages(),
                        manifest.files()),
                images);

        CheckpointException failure = catchThrowableOfType(CheckpointException.class, () -> checked.restore(images));
        assertThat(failure.fault()).isEqualTo(CheckpointFault.OTHER_HOST);
        assertThat(failure).hasMessageContaining("Linux 5.10.0").hasMessageContaining(host.kernel());
        assertThat(counter.runs()).isFalse();

        new CriuCheckpointer(config.toBuilder().force(true).build()).restore(images);
        counter.awaitMore();
        counter.end();
    }

    @Test
    void aPidThatIsTakenIsFreeInANamespaceOfItsOwn() {
        try (Counter counter = Counter.start(work)) {
            checked.checkpoint(new Target.ProcessTree(counter.pid()), images, Afterwards.STOPPED);
            assertThat(fault(checked)).isEqualTo(CheckpointFault.PID_TAKEN);
            int before = counter.counted().size();

            Restored restored = checked.restoreInNewPidNamespace(images);
            try {
                counter.awaitMore();
                assertThat(restored.pid()).isNotEqualTo(counter.pid());
                assertThat(new Proc(restored.pid()).status().get("NSpid")).endsWith("\t" + counter.pid());
                assertThat(counter.counted()).hasSizeGreaterThan(before);
                assertThat(counter.state()).as("that of before stands still").isEqualTo("T");
            } finally {
                ProcessHandle.of(restored.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
            Await.until("the namespace has gone", () -> !new Proc(restored.pid()).exists());
        }
    }

    @RepeatedTest(5)
    void damagedImagesDoNotRunInANamespaceOfTheirOwnEither() throws Exception {
        Counter counter = frozen();
        int counted = counter.counted().size();
        Path pages = images.resolve("pages-1.img");
        byte[] bytes = Files.readAllBytes(pages);
        bytes[bytes.length / 2] ^= 1;
        Files.write(pages, bytes);

        CheckpointException failure =
                catchThrowableOfType(CheckpointException.class, () -> checked.restoreInNewPidNamespace(images));
        assertThat(AtWork.in(images)).as("what still works on the images").isEmpty();
        assertThat(failure.fault()).isEqualTo(CheckpointFault.IMAGE_CHANGED);
        assertThat(counter.counted()).hasSize(counted);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void noFiles() throws Exception {
        Counter counter = frozen();
        Files.delete(images.resolve("files.img"));

        assertFails(counter, CheckpointFault.MISSING_IMAGE, CheckpointFault.MISSING_IMAGE);
    }

    @Test
    void noImagesAtAll() throws Exception {
        Files.createDirectory(
                images, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        assertThat(fault(checked)).isEqualTo(CheckpointFault.INCOMPLETE);
        assertThat(fault(unchecked)).isEqualTo(CheckpointFault.EMPTY_IMAGES);
    }

    @Test
    void aPidThatIsTaken() {
        try (Counter counter = Counter.start(work)) {
            checked.checkpoint(new Target.ProcessTree(counter.pid()), images, Afterwards.RUNNING);

            assertThat(fault(checked)).isEqualTo(CheckpointFault.PID_TAKEN);
            assertThat(fault(unchecked)).isEqualTo(CheckpointFault.PID_TAKEN);
            counter.awaitMore();
        }
    }

    @Test
    void aPortThatIsTaken() throws Exception {
        int port = Ports.free();
        Counter counter = Counter.startJvm(work, port, 1);
        checked.checkpoint(new Target.ProcessTree(counter.pid()), images, Afterwards.ENDED);
        Await.until("ended", () -> !new Proc(counter.pid()).exists());
        try (ServerSocket other = new ServerSocket()) {
            other.setReuseAddress(false);
            other.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));

            assertThat(fault(checked)).isEqualTo(CheckpointFault.PORT_TAKEN);
            assertThat(counter.runs()).isFalse();
        }
        checked.restore(images);
        counter.awaitMore();
        counter.end();
    }

    @Test
    void anExecutableThatIsLonger() throws Exception {
        Counter counter = frozen();
        Files.write(shell, new byte[1], StandardOpenOption.APPEND);

        assertFails(counter, CheckpointFault.FILE_CHANGED, CheckpointFault.FILE_CHANGED);
    }

    @Test
    void anExecutableThatIsAsLongAndAnother() throws Exception {
        Counter counter = frozen();
        int counted = counter.counted().size();
        byte[] program = Files.readAllBytes(shell);
        program[program.length - 1] ^= 1;
        Files.write(shell, program);

        assertThat(catchThrowableOfType(CheckpointException.class, () -> checked.restore(images)))
                .hasMessageContaining(shell.toString());
        assertThat(counter.runs()).isFalse();
        assertThat(counter.counted()).hasSize(counted);
    }

    @Test
    void aWorkingDirectoryThatIsGone() throws Exception {
        Counter counter = frozen();
        Files.move(work, folder.resolve("moved"));

        CheckpointException failure = catchThrowableOfType(CheckpointException.class, () -> checked.restore(images));
        assertThat(failure.fault()).isIn(CheckpointFault.DIRECTORY_GONE, CheckpointFault.FILE_MISSING);
        assertThat(failure.log()).isPresent();
        assertThat(counter.runs()).isFalse();
    }

    @Test
    void aToolThatIsKilledHalfWayLeavesNoLock() throws Exception {
        int port = Ports.free();
        Counter counter = Counter.startJvm(work, port, 1);
        CriuConfig keeping = config.toBuilder().tcp(CriuConfig.Tcp.ESTABLISHED).build();
        try (java.net.Socket socket = Ports.connect(port)) {
            Ports.talk(socket, 1);
            new CriuCheckpointer(keeping).checkpoint(new Target.ProcessTree(counter.pid()), images, Afterwards.ENDED);
            Await.until("ended", () -> !new Proc(counter.pid()).exists());
            String table = NetworkLocks.runId(Files.readString(images.resolve("dump.log")))
                    .orElseThrow()
                    .substring(0, 13);
            assertThat(tables()).contains(table);
            Path hook = Files.writeString(
                    folder.resolve("hook"),
                    "#!/bin/sh\n[ \"$CRTOOLS_SCRIPT_ACTION\" = pre-restore ] && kill -9 $PPID\nexit 0\n");
            Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));

            CheckpointException failure = catchThrowableOfType(
                    CheckpointException.class,
                    () -> new CriuCheckpointer(keeping.toBuilder()
                                    .more(List.of("--action-script", hook.toString()))
                                    .build())
                            .restore(images));

            assertThat(failure.fault()).isEqualTo(CheckpointFault.KILLED);
            assertThat(tables()).doesNotContain(table);
            assertThat(counter.runs()).isFalse();

            new CriuCheckpointer(keeping).restore(images);
            Ports.talk(socket, 2);
            counter.awaitMore();
            assertThat(tables()).doesNotContain(table);
            counter.end();
        }
    }

    private static String tables() throws IOException, InterruptedException {
        Process nft = new ProcessBuilder("nft", "list", "tables")
                .redirectErrorStream(true)
                .start();
        String said = new String(nft.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(nft.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void aToolThatHangsLeavesNothingBehind() throws Exception {
        Counter counter = frozen();
        Path hook = Files.writeString(folder.resolve("hook"), "#!/bin/sh\nexec sleep 60\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
        CriuCheckpointer hanging = new CriuCheckpointer(config.toBuilder()
                .deadline(Duration.ofSeconds(2))
                .more(List.of("--action-script", hook.toString()))
                .build());

        assertThat(fault(hanging)).isEqualTo(CheckpointFault.TIMED_OUT);
        Await.until("nothing is left", () -> !new Proc(counter.pid()).exists() || new Proc(counter.pid()).isZombie());
        checked.restore(images);
        counter.awaitMore();
        counter.end();
    }

    @Test
    void anOlderTool() throws Exception {
        Counter counter = frozen();
        Path old = Files.writeString(folder.resolve("old"), "#!/bin/sh\necho Version: 3.19\n");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwx------"));

        CriuCheckpointer older =
                new CriuCheckpointer(config.toBuilder().binary(old).build());
        assertThat(fault(older)).isEqualTo(CheckpointFault.CRIU_TOO_OLD);
        assertThat(counter.runs()).isFalse();
    }

    private void assertFails(Counter counter, CheckpointFault verified, CheckpointFault believed) {
        assertThat(fault(checked)).isEqualTo(verified);
        assertThat(fault(unchecked)).isEqualTo(believed);
        assertThat(counter.runs()).isFalse();
    }

    private CheckpointFault fault(CriuCheckpointer checkpointer) {
        CheckpointException failure =
                catchThrowableOfType(CheckpointException.class, () -> checkpointer.restore(images));
        assertThat(failure).as("a failure").isNotNull().hasMessageContaining(failure.mend());
        return failure.fault();
    }

    private static void cut(Path file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
    }
}
