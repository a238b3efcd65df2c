package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.criu.supervise.Supervisor;
import dev.dunlin.criu.supervise.SupervisorConfig;
import dev.dunlin.criu.supervise.SupervisorEvent;
import dev.dunlin.criu.supervise.SupervisorEvent.Checkpointed;
import dev.dunlin.criu.supervise.SupervisorEvent.Died;
import dev.dunlin.criu.supervise.SupervisorEvent.Finished;
import dev.dunlin.criu.supervise.SupervisorEvent.GivenUp;
import dev.dunlin.criu.supervise.SupervisorEvent.NotCheckpointed;
import dev.dunlin.criu.supervise.SupervisorEvent.NotRestored;
import dev.dunlin.criu.supervise.SupervisorEvent.Removed;
import dev.dunlin.criu.supervise.SupervisorEvent.Restored;
import dev.dunlin.criu.supervise.SupervisorEvent.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervised counter that is killed, on a real CRIU. */
@NeedsCriu
final class SupervisorRunTest {

    private static final String COUNT = "i=0; while :; do echo $i; i=$((i+1)); sleep 0.05; done";

    @TempDir
    private Path folder;

    private final List<SupervisorEvent> events = new CopyOnWriteArrayList<>();
    private Supervisor supervisor;
    private CompletableFuture<Boolean> run;

    @AfterEach
    void stop() {
        if (supervisor != null) {
            supervisor.stop();
            Boolean unused = run.join();
        }
    }

    private SupervisorConfig config(String script) {
        return SupervisorConfig.of(folder.resolve("supervised"), List.of("sh", "-c", script))
                .withEvery(Duration.ofMillis(700))
                .withKept(2, 1L << 30);
    }

    private void supervise(SupervisorConfig config) {
        supervise(config, new CriuCheckpointer());
    }

    private void supervise(SupervisorConfig config, CriuCheckpointer checkpointer) {
        supervisor = new Supervisor(config, checkpointer, events::add);
        Supervisor mine = supervisor;
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        run = done;
        new Thread(() -> {
                    try {
                        done.complete(mine.run());
                    } catch (RuntimeException | Error e) {
                        done.completeExceptionally(e);
                    }
                })
                .start();
    }

    private <E extends SupervisorEvent> List<E> seen(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void await(Class<? extends SupervisorEvent> kind, int count) {
        Await.until(
                count + " times " + kind.getSimpleName() + " in " + events,
                () -> seen(kind).size() >= count);
    }

    /** A shell whose child was told to end says so, too. */
    private List<Integer> counted() throws IOException {
        return Files.readAllLines(folder.resolve("supervised").resolve("output")).stream()
                .filter(line -> line.matches("[0-9]+"))
                .map(Integer::valueOf)
                .toList();
    }

    /** Kills the counter and its keeper, without a word. */
    private void kill() {
        long pid = seen(Started.class).get(0).pid();
        ProcessHandle keeper = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = keeper.descendants().toList();
        keeper.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void aCounterThatIsKilledGoesOnFromItsNewestCheckpoint() throws IOException {
        supervise(config(COUNT));
        await(Checkpointed.class, 2);
        kill();
        await(Restored.class, 1);
        int resumed = counted().size();
        Await.until("it counts on", () -> {
            try {
                return counted().size() > resumed + 5;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        List<Integer> numbers = counted();
        assertThat(numbers.stream().filter(number -> number == 0).count())
                .as("was not started from its beginning")
                .isEqualTo(1);
        assertThat(seen(Died.class)).hasSize(1);
        await(Checkpointed.class, 3);
        try (Stream<Path> kept = Files.list(folder.resolve("supervised"))) {
            assertThat(kept.filter(path -> path.getFileName().toString().startsWith("checkpoint-")))
                    .hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void orphansDoNotKeepItsNumberFromIt() {
        supervise(config("i=0; while :; do echo $i; i=$((i+1)); sleep 0.3; done"));
        await(Checkpointed.class, 1);
        long pid = seen(Started.class).get(0).pid();
        boolean asked = ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        assertThat(asked).isTrue();
        await(Restored.class, 1);
        assertThat(seen(NotRestored.class)).isEmpty();
    }

    @Test
    void aDamagedCheckpointIsPassedOverForAnOlderOneAndThenForTheBeginning() throws IOException {
        supervise(config(COUNT));
        await(Checkpointed.class, 2);
        Path newest = seen(Checkpointed.class).get(1).directory();
        Path older = seen(Checkpointed.class).get(0).directory();
        damage(newest);
        kill();
        await(Restored.class, 1);
        assertThat(seen(NotRestored.class)).extracting(NotRestored::directory).contains(newest);
        assertThat(seen(Restored.class).get(0).directory()).isEqualTo(older);
    }

    @Test
    void whatHasOnlyDamagedCheckpointsIsStartedFromItsBeginning() throws IOException {
        supervise(config(COUNT));
        await(Checkpointed.class, 2);
        supervisor.stop();
        assertThat(run.join()).isFalse();
        try (Stream<Path> kept = Files.list(folder.resolve("supervised"))) {
            for (Path each : kept.filter(path -> path.getFileName().toString().startsWith("checkpoint-"))
                    .toList()) {
                damage(each);
            }
        }

        supervise(config(COUNT).withResume(true));

        await(Started.class, 2);
        assertThat(seen(NotRestored.class)).isNotEmpty();
        assertThat(seen(Restored.class)).isEmpty();
        Await.until("it counts from its beginning", () -> count(0) == 2);
    }

    private long count(int wanted) {
        try {
            return counted().stream().filter(number -> number == wanted).count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void itsOutputIsBoundedAndGoesOn() throws IOException {
        supervise(config("while :; do echo 1234567890; sleep 0.01; done").withMaxOutputBytes(300));
        SupervisorConfig config = config("");
        Await.until("an older output", () -> Files.exists(config.olderOutput()));
        await(Checkpointed.class, 4);
        Await.until("it writes on", () -> config.output().toFile().length() > 0);
        // Written in a turn of 700 ms: 70 lines at most, by whoever sleeps 10 ms between two.
        assertThat(config.output().toFile().length()).isLessThan(20_000);
        assertThat(Files.readString(config.output())).doesNotContain("\0");
    }

    @Test
    void theLogOfACheckpointThatFailedIsThereWhenItIsNamed() throws IOException {
        Path hook = Files.writeString(folder.resolve("hook"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
        supervise(
                config(COUNT),
                new CriuCheckpointer(CriuConfig.builder()
                        .more(List.of("--action-script", hook.toString()))
                        .build()));
        await(NotCheckpointed.class, 2);
        String why = seen(NotCheckpointed.class).get(0).why();
        assertThat(why).contains("cannot be frozen", "log: ");
        assertThat(Path.of(why.substring(why.indexOf("log: ") + 5))).content().contains("CRIU run id");
        await(Removed.class, 1);
        assertThat(seen(Removed.class).get(0).directory()).doesNotExist();
        assertThat(seen(Died.class)).isEmpty();
    }

    @Test
    void aDirectoryThatOthersCanWriteIsNotUsed() throws IOException {
        Path open = Files.createDirectory(folder.resolve("supervised"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(
                        () -> new Supervisor(config(COUNT).withResume(true), new CriuCheckpointer(), events::add).run())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("can be written by others");
        assertThat(events).isEmpty();
    }

    private static void damage(Path checkpoint) throws IOException {
        Path image = checkpoint.resolve("pages-1.img");
        if (Files.exists(image)) {
            byte[] bytes = Files.readAllBytes(image);
            bytes[0]++;
            Files.write(image, bytes);
        }
    }

    @Test
    void theStatusOfAThawedCommandIsKnown() {
        supervise(config("i=0; while [ $i -lt 60 ]; do i=$((i+1)); sleep 0.05; done; exit 0"));
        await(Checkpointed.class, 1);
        kill();
        await(Restored.class, 1);
        await(Finished.class, 1);
        assertThat(run.join()).isTrue();
    }

    @Test
    void whatDiesTooOftenIsGivenUp() {
        supervise(config("exit 3").withMaxRestarts(2));
        await(GivenUp.class, 1);
        assertThat(run.join()).isFalse();
        assertThat(seen(Died.class)).extracting(Died::how).containsOnly("status 3");
        assertThat(seen(Started.class)).hasSize(3);
    }

    @Test
    void checkpointsOfBeforeAreResumedFromWhenThatIsAsked() throws IOException {
        supervise(config(COUNT));
        await(Checkpointed.class, 1);
        supervisor.stop();
        assertThat(run.join()).isFalse();
        assertThatThrownBy(() -> new Supervisor(config(COUNT), new CriuCheckpointer(), events::add).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds checkpoints");
        int before = counted().size();
        supervise(config(COUNT).withResume(true));
        Await.until("something", () -> events.size() > 2 && !(events.get(events.size() - 1) instanceof Checkpointed));
        assertThat(seen(NotRestored.class)).isEmpty();
        await(Restored.class, 1);
        assertThat(seen(NotRestored.class)).isEmpty();
        Await.until("it counts on", () -> {
            try {
                return counted().size() > before + 3;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(counted().stream().filter(number -> number == 0).count()).isEqualTo(1);
    }
}
