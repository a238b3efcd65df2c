package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the move of a container is said before anybody is asked; and where a freezer is. */
final class ContainerDepartureTest {

    private static final Container CONTAINER = new Container(Engine.RUNC, "looper2");

    @TempDir
    private Path folder;

    @Test
    void noContainerMovesByAnotherModeOrWithAnAddress() {
        assertThat(refused(config(CONTAINER).withMode(Mode.PRE_COPY)))
                .hasMessage("mode=PRE_COPY: a container is moved with stop-and-copy alone; leave the mode out");
        assertThat(refused(config(CONTAINER).withAddress("192.0.2.7/24", "eth0")))
                .hasMessageContaining("no address of the host goes with it; leave it out");
    }

    @Test
    void dockerIsRefused() {
        DunlinException refused = refused(config(new Container(Engine.DOCKER, "looper2")));

        assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(refused).hasMessageContaining("run it with podman or runc to move it");
    }

    @Test
    void anEngineOrAContainerThatIsNotHereIsNamed() {
        DunlinException missing = refused(config(CONTAINER).withEngine(Engine.RUNC, List.of("/nonexistent/runc")));
        DunlinException absent = refused(config(CONTAINER).withEngine(Engine.RUNC, List.of("false")));

        assertThat(((CheckpointException) missing).fault()).isEqualTo(CheckpointFault.ENGINE_MISSING);
        assertThat(((CheckpointException) absent).fault()).isEqualTo(CheckpointFault.NO_SUCH_PROCESS);
    }

    @Test
    void aFreezerIsFoundInEitherVersionOfControlGroups() throws IOException {
        Path first = Files.createFile(
                Files.createDirectories(folder.resolve("freezer/a/b")).resolve("freezer.state"));
        Path second =
                Files.createFile(Files.createDirectories(folder.resolve("a/c")).resolve("cgroup.freeze"));

        assertThat(Freezer.of(folder, List.of("0::/a/c", "6:freezer:/a/b"))).contains(new Freezer(first, 1));
        assertThat(Freezer.of(folder, List.of("0::/a/c", "5:cpu,cpuacct:/a"))).contains(new Freezer(second, 2));
        assertThat(Freezer.of(folder, List.of("6:freezer:/", "0::/a/c"))).contains(new Freezer(second, 2));
        assertThat(Freezer.of(folder, List.of("0::/", "6:freezer:/"))).isEmpty();
        assertThat(Freezer.of(folder, List.of("rubbish"))).isEmpty();
    }

    /** Else nobody would be left to let them go on. */
    @Test
    void aFreezerThatWouldStopWhoeverAsksIsNone() {
        Freezer own = new Freezer(Path.of("/sys/fs/cgroup/user.slice/cgroup.freeze"), 2);
        Freezer within = new Freezer(Path.of("/sys/fs/cgroup/user.slice/looper/cgroup.freeze"), 2);

        assertThat(own.stops(own)).isTrue();
        assertThat(own.stops(within)).isTrue();
        assertThat(within.stops(own)).isFalse();
        assertThat(Freezer.of(ProcessHandle.current().pid())).isEmpty();
    }

    private MigrationConfig config(Container container) {
        return MigrationConfig.of(container, URI.create("tcp://127.0.0.1:1"), Path.of("criu"), folder);
    }

    private static DunlinException refused(MigrationConfig config) {
        Container container = Objects.requireNonNull(config.container());
        return catchThrowableOfType(DunlinException.class, () -> ContainerDeparture.of(container, config));
    }
}
