package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.NeedsCriu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done to a process that has been restored; a shell takes its place. */
@NeedsCriu
final class CriuThawTest {

    @TempDir
    private Path folder;

    /** As one that was restored is for a moment: the signal to stop is on its way, and it runs. */
    @Test
    void aProcessThatDoesNotStandStillYetIsToldToGoOn() throws Exception {
        assertThat(saidWhenToldToGoOn("echo on", UUID.randomUUID(), Map.of())).contains("on");
    }

    /** What it said behind a gate would be lost. */
    @Test
    void theGateIsOpenWhenAProcessGoesOn() throws Exception {
        UUID id = UUID.randomUUID();
        String table = ServiceAddress.table(id);
        try {
            Tool.must("add table inet " + table + "\nadd table arp " + table + "\n", List.of("nft", "-f", "-"));
            assertThat(saidWhenToldToGoOn(
                            "nft list tables; echo on",
                            id,
                            Map.of(MoveFacts.ADDRESS, "192.0.2.7/24", MoveFacts.DEVICE, "lo")))
                    .doesNotContain(table);
        } finally {
            ServiceAddress.removeGate(id);
        }
    }

    /** What a shell says that does something, {@code on} at last, when it is told to go on. */
    private String saidWhenToldToGoOn(String action, UUID id, Map<String, String> facts) throws Exception {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(
                        "sh", "-c", "trap '" + action + "' CONT; echo up; while :; do sleep 0.01; done")
                .redirectOutput(said.toFile())
                .start();
        try {
            Await.until("it is up", () -> text(said).contains("up"));
            CriuThaw thaw = new CriuThaw(Path.of("criu"), folder, id, process.pid(), Duration.ofSeconds(1));
            thaw.remember(facts);

            thaw.run();

            Await.until("it was told", () -> text(said).contains("on\n"));
            return text(said);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
