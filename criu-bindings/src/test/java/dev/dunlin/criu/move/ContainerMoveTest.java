package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.EngineContainer;
import dev.dunlin.criu.NeedsCriu;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A container that counts moves between two hosts of its engine: it lives on one of them, and counts on where it stood. */
@NeedsCriu
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class ContainerMoveTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"RUNC", "PODMAN"})
    void aContainerGoesOnThereWhereItStood(Engine engine) throws IOException {
        try (EngineHosts hosts = EngineHosts.start(engine, folder);
                MoveReceiver receiver = hosts.receive(hosts.target())) {
            EngineContainer there = hosts.on(hosts.target());

            MoveReport report = Migration.run(hosts.config(receiver.address()));

            assertThat(hosts.source().standing()).isEmpty();
            hosts.awaitMore(there);
            assertThat(report.mode()).isEqualTo(Mode.STOP_AND_COPY);
            assertThat(report.bytes()).isPositive().isEqualTo(report.stoppedBytes());
            assertThat(report.downtime()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RUNC", "PODMAN"})
    void oneThatCannotBeRestoredThereRunsOnHere(Engine engine) throws IOException {
        try (EngineHosts hosts = EngineHosts.start(engine, folder);
                MoveReceiver receiver = hosts.receive(hosts.failing("restore"))) {
            long pid = EngineHosts.pid(hosts.source());

            MoveOutcome outcome = Migration.attempt(hosts.config(receiver.address()));

            assertThat(outcome).isInstanceOfSatisfying(FailedMove.class, failed -> {
                assertThat(failed.place()).isEqualTo(FailedMove.Place.SOURCE);
                assertThat(failed.cause()).isInstanceOf(CheckpointException.class);
                assertThat(failed.cause()).hasMessageContaining("cannot be restored");
                assertThat(failed.phase()).isEqualTo("verify and restore");
            });
            assertThat(EngineHosts.pid(hosts.source())).isEqualTo(pid);
            hosts.awaitMore(hosts.source());
            assertThat(hosts.on(hosts.target()).standing()).isEmpty();
        }
    }

    @Test
    void whatIsInTheWayThereIsFoundBeforeItIsStopped() throws IOException {
        try (EngineHosts hosts = EngineHosts.start(Engine.RUNC, folder)) {
            refused(hosts, hosts.other(), CheckpointFault.OTHER_HOST, "\"runc version 9.9\" on the target");
            refused(
                    hosts,
                    List.of("/nonexistent/runc"),
                    CheckpointFault.ENGINE_MISSING,
                    "cannot run /nonexistent/runc");
            hosts.occupyTarget();
            refused(hosts, hosts.target(), CheckpointFault.NAME_TAKEN, "is on the target already");
            hosts.awaitMore(hosts.source());
        }
    }

    @Test
    void anImageThatPodmanLacksThereIsNamed() throws IOException {
        try (EngineHosts hosts = EngineHosts.start(Engine.PODMAN, folder)) {
            hosts.removeImageOfTarget();
            refused(hosts, hosts.target(), CheckpointFault.CONTAINER_IMAGE_MISSING, "no image " + EngineHosts.IMAGE);
            hosts.awaitMore(hosts.source());
        }
    }

    private static void refused(EngineHosts hosts, List<String> called, CheckpointFault fault, String why)
            throws IOException {
        try (MoveReceiver receiver = hosts.receive(called)) {
            MigrationConfig config = hosts.config(receiver.address());
            CheckpointException refused = catchThrowableOfType(CheckpointException.class, () -> Migration.run(config));
            assertThat(refused).hasMessageContaining(why);
            assertThat(refused.fault()).isEqualTo(fault);
            assertThat(hosts.told).doesNotContain("freezing");
        }
    }
}
