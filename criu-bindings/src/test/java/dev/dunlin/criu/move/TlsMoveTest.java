package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.NeedsCriu;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker goes to another host over TLS, each host with a certificate of its own that the other believes. */
@NeedsCriu
final class TlsMoveTest {

    @TempDir
    private Path folder;

    private Certificates first;
    private Certificates second;
    private Certificates stranger;
    private Path trust;

    @BeforeEach
    void make() throws IOException {
        first = Certificates.make(folder, "ip:10.77.0.2", "first");
        second = Certificates.make(folder, "ip:10.77.0.3", "second");
        stranger = Certificates.make(folder, "ip:10.77.0.2", "stranger");
        trust = Files.writeString(
                folder.resolve("hosts"),
                Files.readString(first.certificate()) + Files.readString(second.certificate()));
    }

    private Scene scene(Certificates source) {
        return new Scene(folder, 16, (host, listens) -> {
            Certificates own = host.ip().equals("10.77.0.2") ? first : second;
            Certificates other = own.equals(first) ? second : source;
            return "tls://" + host.ip() + ":" + Scene.PORT + (listens ? own : other).believing(trust);
        });
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingIsLostThereAndBack() {
        try (Scene scene = scene(first)) {
            for (int round = 0; round < 2; round++) {
                TwoHosts.Host target = scene.target();
                Scene.Move move = scene.move(Mode.STOP_AND_COPY);
                assertThat(TwoHosts.await(move.process(), 60))
                        .as(() -> scene.text(move.log()))
                        .isZero();
                scene.traffic.awaitMore();
                assertThat(scene.requireOneSide()).isEqualTo(target);
            }
            assertThat(scene.traffic.end())
                    .containsEntry("lost", 0L)
                    .containsEntry("again", 0L)
                    .containsEntry("failed", 0L);
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aSourceThatIsNotBelievedMovesNothing() {
        requireNothingMoves(stranger, Mode.STOP_AND_COPY, "failed ");
    }

    /** Memory that follows would go over a connection of criu's own. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void memoryIsNotSentInTheClear() {
        requireNothingMoves(first, Mode.POST_COPY, "not encrypted");
    }

    private void requireNothingMoves(Certificates shown, Mode mode, String said) {
        try (Scene scene = scene(shown)) {
            TwoHosts.Host source = scene.source();
            Scene.Move move = scene.move(mode);
            assertThat(TwoHosts.await(move.process(), 60)).isEqualTo(1);
            assertThat(scene.text(move.log())).contains(said).doesNotContain("freezing");
            scene.traffic.awaitMore();
            assertThat(scene.requireOneSide()).isEqualTo(source);
            assertThat(scene.traffic.end()).containsEntry("lost", 0L).containsEntry("failed", 0L);
        }
    }
}
