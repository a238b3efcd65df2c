package dev.dunlin.criu.self;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.checkpoint.Checkpoint;
import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Continuation;
import dev.dunlin.checkpoint.Continuation.Restored;
import dev.dunlin.checkpoint.Continuation.WentOn;
import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.PhaseTimes.Phase;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.CriuConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a process that waits tells what has become of it. */
final class VigilTest {

    private static final Life BEFORE = new Life("boot", 100);
    private static final Duration BOUND = Duration.ofMinutes(5);
    private static final Checkpoint CHECKPOINT = new Checkpoint(
            Path.of("/images"),
            new Target.ProcessTree(42),
            Instant.parse("2026-01-01T00:00:00Z"),
            new PhaseTimes(List.of(
                    new Phase("freeze", Duration.ofMillis(3), true),
                    new Phase("checksums and manifest", Duration.ofMillis(5), false))));

    @TempDir
    private Path folder;

    private Exchange exchange;
    private final Script script = new Script();
    private Vigil vigil;

    /** A world in which each look at the clock takes some time, and things happen at some looks. */
    private static final class Script implements Vigil.Eyes {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private long nanos;
        private Duration step = Duration.ofMillis(2);
        private Life life = BEFORE;
        private boolean runs = true;
        private int looks;
        private final List<Long> ended = new ArrayList<>();
        private Runnable third = () -> {};
        private Runnable looking = () -> {};

        @Override
        public Life life() {
            looking.run();
            return life;
        }

        @Override
        public Instant now() {
            if (++looks == 3) {
                third.run();
            }
            now = now.plus(step);
            nanos += step.toNanos();
            return now;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public boolean runs(long pid) {
            return runs;
        }

        @Override
        public void end(long pid) {
            ended.add(pid);
        }
    }

    @BeforeEach
    void prepare() {
        exchange = new Exchange(folder);
        vigil = new Vigil(exchange, Path.of("/images"), BOUND, script);
    }

    @Test
    void anOutcomeInTheSameLifeIsGoingOn() throws Exception {
        script.third = () -> unchecked(() -> Outcome.write(CHECKPOINT, exchange.outcome()));

        assertThat(vigil.keep(BEFORE)).isEqualTo(new WentOn(CHECKPOINT));
    }

    @Test
    void anotherLifeIsBeingThawedWhateverLiesThere() throws Exception {
        Instant seen = script.now.plusMillis(4);
        script.third = () -> {
            unchecked(() -> Outcome.write(CHECKPOINT, exchange.outcome()));
            script.life = new Life("boot", 101);
            script.now = script.now.plusSeconds(60);
        };

        Continuation continuation = vigil.keep(BEFORE);

        assertThat(continuation)
                .isEqualTo(new Restored(
                        Path.of("/images"), seen, seen.plusSeconds(60).plusMillis(4)));
    }

    @Test
    void itMayBeFrozenWhileItLooks() throws Exception {
        script.third = () -> unchecked(() -> Outcome.write(CHECKPOINT, exchange.outcome()));
        script.looking = () -> {
            script.life = new Life("boot", 101);
            script.now = script.now.plusSeconds(60);
        };
        Instant seen = script.now.plusMillis(6);

        Continuation continuation = vigil.keep(BEFORE);

        assertThat(continuation)
                .isEqualTo(new Restored(
                        Path.of("/images"), seen, seen.plusSeconds(60).plusMillis(2)));
    }

    @Test
    void itIsSeenOnAHostWhoseClockIsBehindAndThatHasNoSuchFolder() throws Exception {
        script.third = () -> {
            script.life = new Life("another boot", 100);
            script.now = script.now.minusSeconds(60);
        };

        assertThat(((Restored) vigil.keep(BEFORE)).away()).isZero();
    }

    @Test
    void aFaultIsThrownAsItWas() throws Exception {
        Path log = Path.of("/images/dump.log");
        CheckpointException thrown =
                new CheckpointException(CheckpointFault.DISK_FULL, "no room\nin = there", log, null);
        script.third = () -> unchecked(() -> Outcome.write(thrown, exchange.outcome()));

        CheckpointException failure = fails();

        assertThat(failure).hasMessage(thrown.getMessage());
        assertThat(failure.fault()).isEqualTo(CheckpointFault.DISK_FULL);
        assertThat(failure.log()).contains(log);
    }

    @Test
    void anOutsideThatHasGoneIsNotWaitedFor() throws Exception {
        Files.writeString(exchange.outside(), "4711");
        Files.writeString(exchange.complaints(), "out of memory");
        script.runs = false;

        assertThat(fails().fault()).isEqualTo(CheckpointFault.KILLED);
        assertThat(fails()).hasMessageContaining("out of memory");
    }

    @Test
    void anOutsideThatNeverBeginsIsNotWaitedFor() {
        script.step = Duration.ofSeconds(1);

        assertThat(fails().fault()).isEqualTo(CheckpointFault.TIMED_OUT);
        assertThat(Duration.ofNanos(script.nanos)).isLessThan(Vigil.BEGINNING.plusSeconds(5));
    }

    @Test
    void anOutsideThatNeverEndsIsEnded() throws Exception {
        Files.writeString(exchange.outside(), "4711");
        script.step = Duration.ofSeconds(1);

        assertThat(fails().fault()).isEqualTo(CheckpointFault.TIMED_OUT);
        assertThat(script.ended).containsExactly(4711L);
        assertThat(Duration.ofNanos(script.nanos)).isBetween(BOUND, BOUND.plusSeconds(5));
    }

    @Test
    void anInterruptIsKeptForLater() throws Exception {
        script.third = () -> unchecked(() -> Outcome.write(CHECKPOINT, exchange.outcome()));
        Thread.currentThread().interrupt();

        assertThat(vigil.keep(BEFORE)).isInstanceOf(WentOn.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void thisLifeStaysTheSame() throws Exception {
        assertThat(Life.now()).isEqualTo(Life.now());
        assertThat(Life.now().startTicks()).isPositive();
        assertThat(Life.now().boot()).hasSize(36);
    }

    @Test
    void aRequestArrivesAsItWasMade() throws Exception {
        CriuConfig config = CriuConfig.builder()
                .binary(Path.of("/opt/my criu"))
                .networkLock(CriuConfig.NetworkLock.IPTABLES)
                .tcp(CriuConfig.Tcp.CLOSED)
                .shellJob(true)
                .externalUnix(true)
                .deadline(Duration.ofMillis(1500))
                .logLevel(4)
                .more(List.of("--ghost-limit", "2M", "--external=a b"))
                .build();
        Request request = new Request(42, Path.of("/a=b"), Afterwards.STOPPED, config);
        request.write(exchange.request());

        assertThat(Request.read(exchange.request())).isEqualTo(request);
        exchange.remove();
        assertThat(folder).doesNotExist();
        Files.createDirectory(folder);
    }

    private CheckpointException fails() {
        return catchThrowableOfType(CheckpointException.class, () -> vigil.keep(BEFORE));
    }

    /** What writes a file. */
    private interface Writing {
        void run() throws IOException;
    }

    private static void unchecked(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
