package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Files go from one host to another over loopback, through connections that break anywhere. */
final class TransferProperties {

    @Property(tries = 15)
    void allArrivesAndItRunsThereHoweverOftenTheConnectionBreaks(
            @ForAll @Size(max = 4) List<@IntRange(min = 1, max = 3_000_000) Integer> cuts,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 1_500_000) Integer> lengths,
            @ForAll FileSums sums)
            throws IOException {
        try (Theatre theatre = new Theatre(cuts, sums)) {
            for (int i = 0; i < lengths.size(); i++) {
                theatre.write((i % 2 == 0 ? "pages-" : "file-") + i + ".img", lengths.get(i));
            }
            theatre.move();

            assertThat(theatre.stage.events)
                    .containsExactly("ready", "stopped", "held there", "decided", "runs there", "ended here");
            assertThat(theatre.cutter.left()).isLessThan(Math.max(1, cuts.size()));
        }
    }

    @Property(tries = 5)
    void itRunsOnHereIfItCannotBeRestored(@ForAll @Size(max = 2) List<@IntRange(min = 1, max = 90_000) Integer> cuts)
            throws IOException {
        try (Theatre theatre = new Theatre(cuts, FileSums.BY_KIND)) {
            theatre.stage.failure = new DunlinException(Reason.REJECTED, "it cannot be restored");
            theatre.write("pages-1.img", 100_000);

            assertThatThrownBy(theatre::move)
                    .isInstanceOf(DunlinException.class)
                    .hasMessageContaining("it cannot be restored");
            assertThat(theatre.stage.events).containsExactly("ready", "stopped", "dropped there", "runs on here");
        }
    }

    /** A source and a target in one process. */
    private static final class Theatre implements AutoCloseable {

        final Cutter cutter;
        private final Path folder = Files.createTempDirectory("dunlin-move");
        private final Path images = Files.createDirectory(folder.resolve("images"));
        final Stage stage = new Stage(images);
        private final MoveReceiver receiver;
        private final MigrationConfig config;
        private final FileSums sums;

        Theatre(List<Integer> cuts, FileSums sums) throws IOException {
            this.sums = sums;
            ReceiverConfig receiving =
                    ReceiverConfig.of(URI.create("tcp://127.0.0.1:0"), folder.resolve("received"), Path.of("criu"));
            receiver = MoveReceiver.listen(receiving, (where, id, pid, facts) -> stage.thaw(where), Map.of());
            cutter = new Cutter(receiver.address(), cuts);
            config = MigrationConfig.of(1, cutter.address(), Path.of("criu"), folder)
                    .withPatience(Duration.ofSeconds(10));
        }

        void write(String name, int length) throws IOException {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            Files.write(images.resolve(name), bytes);
        }

        void move() throws IOException {
            UUID id = UUID.randomUUID();
            Map<String, String> facts = sums == FileSums.BY_KIND ? Map.of(MoveFacts.PAGE_SUMS, "1") : Map.of();
            try (TargetLine line = new TargetLine(config, id, 0, facts);
                    ImageTail tail = new ImageTail(images, "*.img", sums, new PageIndex())) {
                line.again(Duration.ofSeconds(10));
                Timeline time = new Timeline(config.environment().clock());
                time.mark("begin");
                time.mark("probed");
                new HandOver(config, line, stage.freeze(), tail, time, null, id).run();
            }
        }

        @Override
        public void close() throws IOException {
            cutter.close();
            receiver.close();
            Intake.removeTree(folder);
        }
    }
}
