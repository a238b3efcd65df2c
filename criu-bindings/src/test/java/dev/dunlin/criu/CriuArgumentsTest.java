package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.criu.CriuConfig.NetworkLock;
import dev.dunlin.criu.CriuConfig.Tcp;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CriuArgumentsTest {

    private static final Path IMAGES = Path.of("/images of; $(mine)");

    private final CriuConfig plain = CriuConfig.builder()
            .binary(Path.of("/opt/criu"))
            .networkLock(NetworkLock.NFTABLES)
            .build();

    @Test
    void aDumpNamesTheTreeAndWhatBecomesOfIt() {
        assertThat(CriuArguments.dump(plain, 4711, IMAGES, Afterwards.RUNNING))
                .containsExactly(
                        "/opt/criu",
                        "dump",
                        "--images-dir",
                        "/images of; $(mine)",
                        "--log-file",
                        "dump.log",
                        "--verbosity=3",
                        "--tree",
                        "4711",
                        "--leave-running",
                        "--network-lock",
                        "nftables");
        assertThat(CriuArguments.dump(plain, 4711, IMAGES, Afterwards.STOPPED))
                .contains("--leave-stopped")
                .doesNotContain("--leave-running");
        assertThat(CriuArguments.dump(plain, 4711, IMAGES, Afterwards.ENDED))
                .doesNotContain("--leave-stopped", "--leave-running");
    }

    @Test
    void eachOptionIsSaidInBothDirections() {
        CriuConfig config = plain.toBuilder()
                .networkLock(NetworkLock.IPTABLES)
                .tcp(Tcp.ESTABLISHED)
                .shellJob(true)
                .fileLocks(true)
                .externalUnix(true)
                .logLevel(4)
                .more(List.of("--ghost-limit", "4M"))
                .build();
        for (List<String> line : List.of(
                CriuArguments.dump(config, 1, IMAGES, Afterwards.ENDED), CriuArguments.restore(config, IMAGES))) {
            assertThat(line)
                    .contains("--verbosity=4", "--tcp-established", "--shell-job", "--file-locks", "--ext-unix-sk")
                    .containsSequence("--network-lock", "iptables")
                    .endsWith("--ghost-limit", "4M");
        }
        assertThat(CriuArguments.restore(plain.toBuilder().tcp(Tcp.CLOSED).build(), IMAGES))
                .contains("--tcp-close", "--restore-detached");
    }

    @Test
    void anUnspokenLockIsTheToolsOwn() {
        CriuConfig config = plain.toBuilder().networkLock(NetworkLock.DEFAULT).build();

        assertThat(CriuArguments.restore(config, IMAGES)).doesNotContain("--network-lock");
    }

    @Test
    void noLockIsAskedForByName() {
        CriuConfig config = plain.toBuilder().networkLock(NetworkLock.NONE).build();

        assertThat(CriuArguments.restore(config, Path.of("/images"))).containsSequence("--network-lock", "skip");
    }
}
