package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.checkpoint.Verdict;
import dev.dunlin.criu.CriuConfig.Tcp;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs an option, on a real CRIU: refused before anything is frozen without it, and whole again after a restore with it. */
@NeedsCriu
final class OptionsRunTest {

    private static final String COUNT =
            " $| = 1; for (my $i = 0; ; $i++) { print \"$i\\n\"; select(undef, undef, undef, 0.02); }";

    private final CriuConfig plain = CriuConfig.builder().build();

    @TempDir
    private Path folder;

    @Test
    void aLockOnAFileIsHeldAfterwards() throws Exception {
        Path locked = Files.writeString(folder.resolve("locked"), "");
        try (Counter counter = perl("open(F, '>', '" + locked + "'); flock(F, 2);")) {
            assertRefused(counter, CheckpointFault.FILE_LOCK, "holds a lock");

            frozenAndThawed(plain.toBuilder().fileLocks(true).build(), counter);

            Process other = new ProcessBuilder("flock", "--nonblock", locked.toString(), "true").start();
            assertThat(other.waitFor()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionIsClosedAtTheRestore() throws Exception {
        int port = Ports.free();
        try (Counter counter = Counter.startJvm(folder, port, 1);
                Socket socket = Ports.connect(port)) {
            Ports.talk(socket, 1);

            frozenAndThawed(plain.toBuilder().tcp(Tcp.CLOSED).build(), counter);

            assertThat(isClosed(socket)).isTrue();
            try (Socket another = Ports.connect(port)) {
                Ports.talk(another, 2);
            }
        }
    }

    @Test
    void aConnectedUnixSocketWhoseOtherEndIsOutsideIsRefusedBefore() throws Exception {
        Path path = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            try (Counter counter = perl("use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un('"
                            + path + "')) or die;");
                    SocketChannel end = server.accept()) {
                assertThat(end.isConnected()).isTrue();
                assertRefused(counter, CheckpointFault.EXTERNAL_UNIX, "other end is outside");
            }
        }
    }

    @Test
    void aUnixSocketOfDatagramsIsConnectedAgain() throws Exception {
        Path path = folder.resolve("datagrams");
        Path heard = folder.resolve("heard");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        String listen = "use Socket; socket(S, AF_UNIX, SOCK_DGRAM, 0); bind(S, sockaddr_un('" + path + "')) or die;"
                + " open(H, '>>', '" + heard + "'); select(H); $| = 1;"
                + " while (defined(recv(S, my $b, 99, 0))) { print $b; print STDOUT \"0\\n0\\n0\\n0\\n\"; }";
        Process listener = new ProcessBuilder("perl", "-e", listen)
                .directory(elsewhere.toFile())
                .start();
        try {
            Await.until("it listens", () -> Files.exists(path));
            try (Counter counter = perl("use Socket; socket(S, AF_UNIX, SOCK_DGRAM, 0); connect(S, sockaddr_un('" + path
                    + "')) or die; send(S, \"x\", 0); $SIG{USR1} = sub { send(S, \"y\", 0) or print \"-1\\n\" };")) {
                assertRefused(counter, CheckpointFault.EXTERNAL_UNIX, "other end is outside");

                frozenAndThawed(plain.toBuilder().externalUnix(true).build(), counter);

                assertThat(new ProcessBuilder("kill", "-USR1", "" + counter.pid())
                                .start()
                                .waitFor())
                        .isZero();
                Await.until("it is heard again", () -> text(heard).contains("y"));
            }
        } finally {
            listener.destroyForcibly();
        }
    }

    @Test
    void aFileThatWasOpenedInOtherMountsIsRefusedBefore() {
        try (Counter counter = Counter.start(folder, "unshare", "--mount", "perl", "-e", COUNT)) {
            assertRefused(counter, CheckpointFault.UNSUPPORTED_RESOURCE, "mounts of another namespace");
        }
    }

    @Test
    void twoEndsOfASocketInsideAreNoObstacle() {
        try (Counter counter = perl("use Socket; socketpair(A, B, AF_UNIX, SOCK_STREAM, PF_UNSPEC);")) {
            frozenAndThawed(plain, counter);
        }
    }

    @Test
    void aDeletedFileGoesAlongIfItIsShort() {
        String deleted = "open(F, '+>', 'gone'); syswrite(F, 'x' x LENGTH); unlink('gone');";
        try (Counter counter = perl(deleted.replace("LENGTH", "2000000"))) {
            assertRefused(counter, CheckpointFault.DELETED_FILE, "2000000 bytes");
        }
        try (Counter counter = perl(deleted.replace("LENGTH", "2000"))) {
            frozenAndThawed(plain, counter);
            assertThat(folder.resolve("gone")).doesNotExist();
        }
    }

    /** As one that a package manager, or a build, has put another in the place of. */
    @Test
    void aLargeFileThatIsMappedAndDeletedIsRefusedBefore() throws IOException {
        Path program = folder.resolve("program");
        Files.copy(Path.of("/usr/bin/perl"), program, StandardCopyOption.COPY_ATTRIBUTES);
        try (Counter counter = Counter.start(folder, program.toString(), "-e", COUNT)) {
            long bytes = Files.size(program);
            Files.delete(program);
            assertRefused(counter, CheckpointFault.DELETED_FILE, "deleted file of " + bytes + " bytes");
        }
    }

    @Test
    void aRingOfIoUringIsRefusedBefore() {
        // io_uring_setup(2) of 8 entries, where the kernel lets one; it leaves a descriptor that no CRIU can save.
        try (Counter counter = perl("my $p = \"\\0\" x 120; exit 1 if syscall(425, 8, $p) < 0;")) {
            assertRefused(counter, CheckpointFault.UNSUPPORTED_RESOURCE, "io_uring");
        }
    }

    @Test
    void aChildThatHasEndedGoesAlongAndARootThatHasIsRefused() throws Exception {
        try (Counter counter = perl("if (fork() == 0) { exit 3; } select(undef, undef, undef, 0.1);")) {
            frozenAndThawed(plain, counter);
            assertThat(Proc.tree(counter.pid())).hasSize(2).anyMatch(Proc::isZombie);
        }
        // It ends when its parent is no shell any more, which would ask how it ended.
        String childOfASleeper = "(until grep -q sleep /proc/$$/comm; do :; done) & echo $!; exec sleep 60";
        Process parent = new ProcessBuilder("sh", "-c", childOfASleeper).start();
        try {
            long ended = Long.parseLong(parent.inputReader().readLine());
            Await.until("it has ended", () -> new Proc(ended).isZombie());

            CheckpointException failure = fault(() -> new CriuCheckpointer(plain)
                    .checkpoint(new Target.ProcessTree(ended), folder.resolve("zombie"), Afterwards.ENDED));
            assertThat(failure.fault()).isEqualTo(CheckpointFault.NO_SUCH_PROCESS);
            assertThat(failure).hasMessageContaining("zombie");
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aJobOfAShellGoesOnAtItsTerminal() throws Exception {
        Path said = folder.resolve("said");
        String line = String.join(
                " ",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ShellJob.classPath(),
                ShellJob.class.getName(),
                folder.toString());
        Process script = new ProcessBuilder(
                        "script", "--quiet", "--flush", "--return", "--command", line, said.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        boolean ended = script.waitFor(90, TimeUnit.SECONDS);
        script.destroyForcibly();

        assertThat(ended).as(text(said)).isTrue();
        assertThat(script.exitValue()).as(text(said)).isZero();
        assertThat(text(said)).contains("refused: TERMINAL", "goes on");
    }

    private Counter perl(String begin) {
        return Counter.start(folder, "perl", "-e", begin + COUNT);
    }

    private void assertRefused(Counter counter, CheckpointFault fault, String words) {
        CriuCheckpointer checkpointer = new CriuCheckpointer(plain);
        Target target = new Target.ProcessTree(counter.pid());
        Path images = folder.resolve("refused");

        assertThat(checkpointer.verdict(target)).isInstanceOf(Verdict.Refused.class);
        CheckpointException failure = fault(() -> checkpointer.checkpoint(target, images, Afterwards.ENDED));

        assertThat(failure)
                .hasMessageContaining("pid " + counter.pid() + " is not frozen")
                .hasMessageContaining(words);
        assertThat(failure.fault()).isEqualTo(fault);
        assertThat(images).doesNotExist();
        counter.awaitMore();
    }

    private void frozenAndThawed(CriuConfig config, Counter counter) {
        CriuCheckpointer checkpointer = new CriuCheckpointer(config);
        Path images = folder.resolve("images");
        checkpointer.checkpoint(new Target.ProcessTree(counter.pid()), images, Afterwards.ENDED);
        Await.until("ended", () -> !new Proc(counter.pid()).exists());
        checkpointer.restore(images);
        counter.awaitMore();
        List<Long> counted = counter.counted();
        assertThat(counted)
                .isEqualTo(java.util.stream.LongStream.range(0, counted.size())
                        .boxed()
                        .toList());
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private static CheckpointException fault(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        CheckpointException failure = catchThrowableOfType(CheckpointException.class, call);
        assertThat(failure).as("a failure").isNotNull();
        return failure;
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
