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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A container that counts moves between two hosts of its engine: it lives on one of them, and counts on where it stood. */
@NeedsCriu
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class ContainerMoveTest {

    private static final Duration HOLD = Duration.ofSeconds(5);
    private static final Pattern NAME = Pattern.compile("migration ([0-9a-f-]{36})");

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
            EngineHosts.awaitMore(there);
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
            EngineHosts.awaitMore(hosts.source());
            assertThat(hosts.on(hosts.target()).standing()).isEmpty();
        }
    }

    /** Nobody has said go when the migration is killed: it has only its guard. */
    @ParameterizedTest
    @EnumSource(names = {"RUNC", "PODMAN"})
    void itRunsOnHereIfItsMigrationDiesBeforeGo(Engine engine) throws IOException {
        try (EngineHosts hosts = EngineHosts.start(engine, folder);
                MoveReceiver receiver = hosts.receive(hosts.stalling(hosts.target(), "restore"), HOLD)) {
            long pid = EngineHosts.pid(hosts.source());
            Process migration = hosts.migrate(hosts.here(), receiver.address(), folder.resolve("migration.log"));
            Await.until("it is about to be restored there", hosts::standsStill);
            int before = EngineHosts.counted(pid).size();

            assertThat(migration.destroyForcibly().onExit().join().exitValue()).isNotZero();
            hosts.goesOn();

            EngineHosts.awaitMore(hosts.source());
            assertThat(EngineHosts.pid(hosts.source())).isEqualTo(pid);
            assertThat(EngineHosts.counted(pid)).hasSizeGreaterThan(before);
            Await.until("nothing is left of it there", hosts::hasForgotten);
            assertThat(hosts.on(hosts.target()).standing()).isEmpty();
            assertThat(text(folder.resolve("migration.log"))).doesNotContain("deciding");

            Migration.run(hosts.config(receiver.address()));
            EngineHosts.awaitMore(hosts.on(hosts.target()));
            assertThat(hosts.source().standing()).isEmpty();
        }
    }

    /** It is killed when the target runs it, and it is not yet removed here: it stands still here until it is settled. */
    @ParameterizedTest
    @EnumSource(names = {"RUNC", "PODMAN"})
    void whatWasMovedAndNotEndedIsSettled(Engine engine) throws IOException {
        try (EngineHosts hosts = EngineHosts.start(engine, folder);
                MoveReceiver receiver = hosts.receive(hosts.target(), HOLD)) {
            Path log = folder.resolve("migration.log");
            Process migration = hosts.migrate(hosts.stalling(hosts.here(), hosts.removing()), receiver.address(), log);
            Await.until("it is about to be removed here", hosts::standsStill);
            List<ProcessHandle> stalled = migration
                    .children()
                    .filter(child -> child.info().commandLine().orElse("").contains("stalling.sh"))
                    .toList();
            migration.destroyForcibly().onExit().join();
            stalled.forEach(ProcessHandle::destroyForcibly);
            Matcher id = NAME.matcher(text(log));
            assertThat(id.find()).as(text(log)).isTrue();
            assertThat(hosts.source().standing()).isPresent();

            assertThat(Migration.settle(hosts.config(receiver.address()), UUID.fromString(id.group(1))))
                    .isTrue();

            EngineHosts.awaitMore(hosts.on(hosts.target()));
            assertThat(hosts.source().standing()).isEmpty();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
            EngineHosts.awaitMore(hosts.source());
        }
    }

    @Test
    void anImageThatPodmanLacksThereIsNamed() throws IOException {
        try (EngineHosts hosts = EngineHosts.start(Engine.PODMAN, folder)) {
            hosts.removeImageOfTarget();
            refused(hosts, hosts.target(), CheckpointFault.CONTAINER_IMAGE_MISSING, "no image " + EngineHosts.IMAGE);
            EngineHosts.awaitMore(hosts.source());
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
