package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.checkpoint.Checkpoint;
import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.checkpoint.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A container that counts, frozen and thawed by its engine: it goes on where it stood. */
@NeedsCriu
final class ContainerRunTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aContainerGoesOnWhereItStood(Engine engine) throws Exception {
        try (Looper looper = Looper.start(engine, folder)) {
            CriuCheckpointer checkpointer = new CriuCheckpointer(looper.config());
            assertThat(checkpointer.verdict(looper.container())).isInstanceOf(Verdict.Possible.class);
            int before = looper.counted().size();

            Checkpoint checkpoint =
                    checkpointer.checkpoint(looper.container(), folder.resolve("images"), Afterwards.ENDED);
            Await.until("it has ended", () -> !looper.runs());
            assertThat(checkpointer.verdict(looper.container())).isInstanceOf(Verdict.Refused.class);
            checkpointer.restore(checkpoint.directory());

            looper.awaitMore();
            assertThat(looper.counted()).hasSizeGreaterThan(before);
            assertThat(catchThrowableOfType(
                                    CheckpointException.class, () -> checkpointer.restore(checkpoint.directory()))
                            .fault())
                    .isEqualTo(CheckpointFault.PID_TAKEN);
            assertThat(Manifest.read(checkpoint.directory()).images()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatItUsesIsSeenBeforeDuringAndAfter(Engine engine) throws Exception {
        try (Looper looper = Looper.start(engine, folder);
                UsageWatch watch =
                        new UsageWatch(looper.config(), looper.container(), "before", Duration.ofMillis(10))) {
            looper.awaitMore();
            watch.stage("during");
            new CriuCheckpointer(looper.config())
                    .checkpoint(looper.container(), folder.resolve("images"), Afterwards.RUNNING);
            watch.stage("after");
            looper.awaitMore();

            assertThat(watch.stages()).extracting(UsageWatch.Stage::name).containsExactly("before", "during", "after");
            assertThat(watch.stages()).allSatisfy(stage -> {
                assertThat(stage.samples()).isGreaterThan(2);
                assertThat(stage.most().processes()).isPositive();
                assertThat(stage.most().cpu()).isPositive();
                assertThat(stage.most().memoryBytes()).isPositive();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aContainerIsLeftRunning(Engine engine) throws Exception {
        try (Looper looper = Looper.start(engine, folder)) {
            new CriuCheckpointer(looper.config())
                    .checkpoint(looper.container(), folder.resolve("images"), Afterwards.RUNNING);

            looper.awaitMore();
        }
    }
}
