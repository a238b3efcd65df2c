package dev.dunlin.criu.self;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.checkpoint.Checkpointer;
import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Continuation;
import dev.dunlin.checkpoint.Continuation.Restored;
import dev.dunlin.checkpoint.Verdict;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.crac.Context;
import dev.dunlin.criu.crac.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens around a freezing: who is told when, whether it succeeds or fails. */
final class CriuSelfTest {

    private static final Path IMAGES = Path.of("images");
    private static final Restored THAWED =
            new Restored(IMAGES, Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-01T00:01:00Z"));

    private final Context context = new Context();
    private final List<String> course = new ArrayList<>();
    private Optional<Exception> before = Optional.empty();
    private Optional<Exception> after = Optional.empty();
    private final Resource resource = new Resource() {
        @Override
        public void beforeCheckpoint(Context context) throws Exception {
            course.add("before");
            if (before.isPresent()) {
                throw before.get();
            }
        }

        @Override
        public void afterRestore(Context context) throws Exception {
            course.add("after, restored " + self(() -> THAWED).restored().isPresent());
            if (after.isPresent()) {
                throw after.get();
            }
        }
    };

    /** What freezes, in these tests. */
    private interface Freezing {
        Continuation take();
    }

    CriuSelfTest() {
        context.register(resource);
    }

    @Test
    void resourcesKnowThatTheyWereThawed() {
        CriuSelf self = self(() -> THAWED);

        assertThat(self.checkpoint(IMAGES, Afterwards.RUNNING)).isEqualTo(THAWED);

        assertThat(course).containsExactly("before", "frozen", "after, restored true");
        assertThat(self.restored()).contains(THAWED);
        assertThat(THAWED.away()).isEqualTo(Duration.ofMinutes(1));
        assertThat(new Restored(IMAGES, /* frozen= */ THAWED.restored(), /* restored= */ THAWED.frozen()).away())
                .as("a clock behind")
                .isZero();
    }

    @Test
    void whoRefusesStopsItAndAllGoOn() {
        before = Optional.of(new IOException("busy"));
        after = Optional.of(new IOException("gone"));

        CheckpointException failure = fails(self(() -> THAWED));

        assertThat(failure.fault()).isEqualTo(CheckpointFault.RESOURCE_REFUSED);
        assertThat(failure).hasMessageContaining("busy");
        assertThat(failure.getSuppressed()).containsExactly(before.get(), after.get());
        assertThat(course).hasSize(2).doesNotContain("frozen");
    }

    @Test
    void afterAFailureAllGoOn() {
        CheckpointException full = new CheckpointException(CheckpointFault.DISK_FULL, "no room");

        assertThat(fails(self(() -> {
                    throw full;
                })))
                .isSameAs(full);

        assertThat(course).hasSize(3).startsWith("before", "frozen");
        assertThat(self(() -> THAWED).checkpoint(IMAGES, Afterwards.RUNNING)).isEqualTo(THAWED);
    }

    @Test
    void whoDoesNotComeBackIsTold() {
        after = Optional.of(new IOException("gone"));

        CheckpointException failure = fails(self(() -> THAWED));

        assertThat(failure.fault()).isEqualTo(CheckpointFault.RESOURCE_LOST);
        assertThat(failure.getSuppressed()).containsExactly(after.get());
    }

    @Test
    void whatCannotBeFrozenIsRefusedBeforeAnybodyIsTold() {
        CriuSelf self = new CriuSelf(
                context,
                () -> new Verdict.Refused(List.of(new Verdict.Finding("no tool", "install it"))),
                (directory, afterwards) -> THAWED);

        CheckpointException failure = fails(self);

        assertThat(failure.fault()).isEqualTo(CheckpointFault.REFUSED);
        assertThat(failure).hasMessageContaining("no tool (install it)");
        assertThat(course).isEmpty();
    }

    @Test
    void oneAtATime() {
        CriuSelf inner = self(() -> THAWED);
        CriuSelf outer = self(() -> inner.checkpoint(IMAGES, Afterwards.RUNNING));

        assertThatThrownBy(() -> outer.checkpoint(IMAGES, Afterwards.RUNNING))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already");
    }

    @Test
    void theCountersOfTheJvmAreInTheWay() {
        String line = "7f1000-7f9000 rw-s 00000000 08:01 12 /tmp/hsperfdata_me/42";

        assertThat(SelfExamination.counters(List.of("7f0000-7f1000 r--p 00000000 00:00 0", line)))
                .get()
                .extracting(Verdict.Finding::what, Verdict.Finding::mend)
                .containsExactly(
                        "this JVM maps /tmp/hsperfdata_me/42, which the next JVM to start removes",
                        "start the JVM with -XX:-UsePerfData");
        assertThat(SelfExamination.counters(List.of())).isEmpty();
    }

    @Test
    void coreFindsIt() {
        assertThat(Checkpointer.self()).isInstanceOf(CriuSelf.class);
    }

    private static CheckpointException fails(CriuSelf self) {
        return catchThrowableOfType(CheckpointException.class, () -> self.checkpoint(IMAGES, Afterwards.RUNNING));
    }

    private CriuSelf self(Freezing freezing) {
        return new CriuSelf(context, () -> new Verdict.Possible(List.of()), (directory, afterwards) -> {
            course.add("frozen");
            return freezing.take();
        });
    }
}
