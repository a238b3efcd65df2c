package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.NeedsCriu;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JVM one of whose jars is another on the target: it is not stopped for nothing. */
@NeedsCriu
final class FilesMoveTest {

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aJarThatDiffersOnTheTargetIsNamedBeforeAnythingIsStopped() throws IOException {
        try (Scene scene = new Scene(folder, 8)) {
            String jar = openJar(scene);
            Path other = Files.writeString(folder.resolve("other.jar"), "not a jar");
            scene.hosts.must(scene.target(), "mount", "--bind", other.toString(), jar);
            Scene.Move refused = scene.move(Mode.STOP_AND_COPY);
            assertThat(TwoHosts.await(refused.process(), 60)).isEqualTo(1);
            assertThat(scene.text(refused.log()))
                    .contains("failed REJECTED FILE_DIFFERS on the target " + jar + " has 9 bytes, not ")
                    .doesNotContain("freezing");
            scene.traffic.awaitMore();

            scene.hosts.must(scene.target(), "umount", jar);
            TwoHosts.Host target = scene.target();
            Scene.Move move = scene.move(Mode.STOP_AND_COPY);
            assertThat(TwoHosts.await(move.process(), 60))
                    .as(() -> scene.text(move.log()))
                    .isZero();
            assertThat(scene.text(move.log())).containsPattern("files compared=[1-9]\\d+ differ=0");
            scene.traffic.awaitMore();
            assertThat(scene.requireOneSide()).isEqualTo(target);
            assertThat(scene.traffic.end()).containsEntry("lost", 0L).containsEntry("failed", 0L);
        }
    }

    /** The target sees an empty directory where the source has the jars; what comes along stays there. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aJarThatIsMissingComesAlongIfThatIsAskedFor() throws IOException {
        try (Scene scene = new Scene(folder, 8)) {
            Path jar = Path.of(openJar(scene));
            scene.hosts.must(
                    scene.target(),
                    "mount",
                    "-t",
                    "tmpfs",
                    "tmpfs",
                    jar.getParent().toString());
            Scene.Move refused = scene.move(Mode.STOP_AND_COPY);
            assertThat(TwoHosts.await(refused.process(), 60)).isEqualTo(1);
            assertThat(scene.text(refused.log())).contains(jar + " is missing").doesNotContain("freezing");

            TwoHosts.Host target = scene.target();
            Scene.Move move = scene.move(Mode.STOP_AND_COPY, "ship");
            assertThat(TwoHosts.await(move.process(), 60))
                    .as(() -> scene.text(move.log()))
                    .isZero();
            assertThat(scene.text(move.log())).containsPattern("files sent along=[1-9]\\d* differ=0");
            scene.traffic.awaitMore();
            assertThat(scene.requireOneSide()).isEqualTo(target);
            assertThat(scene.traffic.end()).containsEntry("lost", 0L).containsEntry("failed", 0L);
        }
    }

    /** A jar that the broker has open, as its host names it. */
    private static String openJar(Scene scene) throws IOException {
        long broker = scene.hosts.find(scene.source(), " broker tcp://").get(0);
        try (var open = Files.list(Path.of("/proc", Long.toString(broker), "fd"))) {
            for (Path descriptor : open.toList()) {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (target.endsWith(".jar")) {
                    return target;
                }
            }
        }
        throw new AssertionError("the broker has no jar open");
    }
}
