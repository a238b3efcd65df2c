package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.NeedsCriu;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands ready to let a process run; a stopped shell takes the process's place. */
@NeedsCriu
final class GoAheadTest {

    private static final ServiceAddress ADDRESS = new ServiceAddress("192.0.2.7/24", "lo");

    private final UUID id = UUID.randomUUID();

    @TempDir
    private Path folder;

    private Process process;

    @BeforeEach
    void aProcessStandsStill() throws IOException {
        process = new ProcessBuilder("sh", "-c", "echo up; kill -STOP $$; nft list tables; echo on; exec sleep 60")
                .redirectOutput(said().toFile())
                .start();
        Await.until("it stands still", () -> state().equals("T"));
    }

    @AfterEach
    void itIsEnded() throws InterruptedException {
        process.destroyForcibly().waitFor();
        ServiceAddress.removeGate(id);
    }

    @Test
    void whenItGoesOnTheGateIsOpen() throws Exception {
        String table = ServiceAddress.table(id);
        Tool.must("add table inet " + table + "\nadd table arp " + table + "\n", List.of("nft", "-f", "-"));
        try (GoAhead goAhead = GoAhead.start(folder, process.pid(), ADDRESS, id)) {
            assertThat(goAhead.say()).isTrue();
        }

        Await.until("it goes on", () -> text(said()).contains("on\n"));
        assertThat(text(said())).doesNotContain(table);
    }

    /** Else it would say what nobody hears. */
    @Test
    void behindAGateThatCannotBeOpenedItStandsStill() throws IOException {
        try (GoAhead goAhead = GoAhead.start(folder, process.pid(), ADDRESS, id)) {
            assertThat(goAhead.say()).isFalse();
        }

        assertThat(state()).isEqualTo("T");
    }

    @Test
    void whatIsEndedBeforeTheWordLetsNothingRun() throws Exception {
        GoAhead goAhead = GoAhead.start(folder, process.pid());
        goAhead.close();

        assertThat(goAhead.say()).isFalse();
        assertThat(state()).isEqualTo("T");
    }

    private Path said() {
        return folder.resolve("said");
    }

    private String state() {
        return new Proc(process.pid()).state();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
