package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.Self.Answer;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that freezes itself with a real CRIU, goes on, is killed, and is thawed. */
@NeedsCriu
final class SelfRunTest {

    private static final String[] TOLD = {"before second", "before first", "after first", "after second"};

    private final CriuCheckpointer checkpointer = new CriuCheckpointer();

    /** A way to thaw. */
    private interface Thawing {
        void run() throws IOException;
    }

    @TempDir
    private Path folder;

    @Test
    void itGoesOnAndIsThawedAndKnows() throws Exception {
        try (Self self = Self.start(folder)) {
            self.ask(1, "RUNNING");
            Answer went = self.answer(1);
            assertThat(went.how()).isEqualTo("WentOn");
            assertThat(went.frozen()).isEqualTo("never");
            assertThat(self.hooks()).containsExactly(TOLD);
            assertThat(Manifest.read(self.images(1)).pid()).isEqualTo(self.pid());
            Instant taken = Manifest.read(self.images(1)).taken();

            thawAndCheck(self, 1, went, taken, () -> checkpointer.restore(self.images(1)));
            thawAndCheck(self, 1, went, taken, () -> restoreByTheToolAlone(self.images(1)));

            self.ask(2, "RUNNING");
            Answer again = self.answer(2);
            assertThat(again.how()).isEqualTo("WentOn");
            assertThat(again.frozen()).as("it remembers").isNotEqualTo("never");
            assertThat(again.before()).isGreaterThanOrEqualTo(went.before());
            self.hooks();
            thawAndCheck(
                    self, 2, again, Manifest.read(self.images(2)).taken(), () -> checkpointer.restore(self.images(2)));
        }
    }

    private void restoreByTheToolAlone(Path images) throws IOException {
        ToolRun run = ToolRun.of(
                CriuArguments.restore(checkpointer.config(), images),
                folder.resolve("restore-output"),
                false,
                Duration.ofMinutes(1));
        assertThat(run.isWell()).as(run.output()).isTrue();
    }

    private void thawAndCheck(Self self, int number, Answer went, Instant taken, Thawing thawing) throws Exception {
        self.kill();
        long gone = System.nanoTime();
        // Long enough to be told from a pause.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        long away = Self.millisSince(gone);
        thawing.run();

        Answer restored = self.answer(number);
        assertThat(restored.how()).isEqualTo("Restored");
        assertThat(restored.before()).isEqualTo(went.before());
        assertThat(restored.after()).isGreaterThanOrEqualTo(went.before());
        assertThat(Instant.parse(restored.frozen())).isAfterOrEqualTo(taken);
        assertThat(restored.awayMillis())
                .isGreaterThanOrEqualTo(away)
                .isLessThanOrEqualTo(Duration.between(taken, Instant.now()).toMillis());
        assertThat(self.hooks()).containsExactly("after first", "after second");
    }

    @Test
    void itIsEndedAndComesBackInTheThawedOneAlone() throws Exception {
        try (Self self = Self.start(folder)) {
            self.ask(1, "org.crac");
            self.awaitEnd();
            self.awaitManifest(1);
            assertThat(folder.resolve("answer-1")).doesNotExist();
            assertThat(self.hooks()).containsExactly("before second", "before first");

            checkpointer.restore(self.images(1));

            Answer restored = self.answer(1);
            assertThat(restored.how()).isEqualTo("came back");
            assertThat(restored.awayMillis()).isPositive();
            assertThat(self.hooks()).containsExactly("after first", "after second");
        }
    }

    @Test
    void itIsLeftStoppedUntilSomebodyLetsItGoOn() throws Exception {
        try (Self self = Self.start(folder)) {
            self.ask(1, "STOPPED");
            self.awaitManifest(1);
            assertThat(new Proc(self.pid()).stat().get(0)).isEqualTo("T");

            checkpointer.resume(self.images(1));

            assertThat(self.answer(1).how()).isEqualTo("WentOn");
            assertThat(self.hooks()).containsExactly(TOLD);
        }
    }

    @Test
    void aResourceThatRefusesStopsIt() throws Exception {
        try (Self self = Self.start(folder)) {
            Files.createFile(folder.resolve("refuse"));
            self.ask(1, "RUNNING");

            assertThat(self.answer(1).how())
                    .startsWith("RESOURCE_REFUSED")
                    .contains("second is not ready")
                    .endsWith("suppressed 2");
            assertThat(self.hooks()).containsExactly(TOLD);
            assertThat(self.images(1)).doesNotExist();

            self.ask(2, "org.crac");
            assertThat(self.answer(2).how())
                    .isEqualTo("org.crac.CheckpointException suppressed " + "java.io.IOException: second is not ready");

            Files.delete(folder.resolve("refuse"));
            self.ask(3, "RUNNING");
            assertThat(self.answer(3).how()).isEqualTo("WentOn");
        }
    }

    @Test
    void aToolThatHangsIsKilledAndItGoesOn() throws Exception {
        Path hanging = folder.resolve("hanging");
        Files.writeString(
                hanging,
                "#!/bin/sh\n[ \"$1\" = --version ] && echo 'Version: 4.2.1'\n[ \"$1\" = dump ] && exec sleep 300\nexit 0\n");
        Files.setPosixFilePermissions(hanging, PosixFilePermissions.fromString("rwx------"));
        try (Self self = Self.start(folder, hanging.toString(), "PT1S")) {
            self.ask(1, "RUNNING");
            Answer answer = self.answer(1);

            assertThat(answer.how()).startsWith("TIMED_OUT").contains("not frozen after PT1S");
            assertThat(answer.after()).isGreaterThan(answer.before());
            assertThat(self.hooks()).containsExactly(TOLD);
        }
    }

    @Test
    void whereThereIsNoToolNobodyIsTold() throws Exception {
        try (Self self = Self.start(folder, folder.resolve("criu").toString(), "PT10S")) {
            self.ask(1, "RUNNING");

            assertThat(self.answer(1).how()).startsWith("REFUSED").contains("criu can be run");
            assertThat(self.hooks()).isEmpty();
        }
    }

    @Test
    void theFormByNumberIsStillRefused() {
        long own = ProcessHandle.current().pid();

        assertThat(checkpointer.verdict(new Target.ProcessTree(own)).toString()).contains("is this one");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> checkpointer.checkpoint(
                        new Target.ProcessTree(own), folder.resolve("images"), Afterwards.RUNNING)))
                .hasMessageContaining("is this one");
    }
}
