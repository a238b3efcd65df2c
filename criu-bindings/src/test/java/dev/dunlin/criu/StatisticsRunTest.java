package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.image.DumpStatistics;
import dev.dunlin.criu.image.Images;
import dev.dunlin.criu.image.ProcessImage;
import dev.dunlin.criu.image.RestoreStatistics;
import dev.dunlin.criu.image.SocketImage;
import dev.dunlin.criu.system.Proc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decoded of a real run is what CRIU itself says of it. */
@NeedsCriu
final class StatisticsRunTest {

    private final CriuCheckpointer checkpointer = new CriuCheckpointer(
            CriuConfig.builder().more(List.of("--display-stats")).build());

    @TempDir
    private Path folder;

    @Test
    void statisticsAreThoseThatCriuDisplays() throws Exception {
        Path images = folder.resolve("images");
        try (Counter counter = Counter.start(folder)) {
            checkpointer.checkpoint(new Target.ProcessTree(counter.pid()), images, Afterwards.ENDED);
            Await.until("ended", () -> !new Proc(counter.pid()).exists());
            checkpointer.restore(images);

            String dump = Files.readString(images.resolve("dump-output.log"));
            DumpStatistics dumped = DumpStatistics.read(images);
            assertThat(dumped.pagesWritten()).isPositive();
            assertThat(dumped)
                    .isEqualTo(new DumpStatistics(
                            time(dump, "Freezing time"),
                            time(dump, "Frozen time"),
                            time(dump, "Memory dump time"),
                            time(dump, "Memory write time"),
                            time(dump, "IRMAP resolve time"),
                            number(dump, "Memory pages scanned"),
                            number(dump, "Memory pages skipped from parent"),
                            number(dump, "Memory pages written"),
                            number(dump, "Lazy memory pages")));
            String restore = Files.readString(images.resolve("restore-output.log"));
            RestoreStatistics restored = RestoreStatistics.read(images);
            assertThat(restored.pagesRestored()).isPositive();
            assertThat(restored)
                    .isEqualTo(new RestoreStatistics(
                            number(restore, "Pages compared"),
                            number(restore, "Pages skipped COW"),
                            number(restore, "Pages restored"),
                            time(restore, "Restore time"),
                            time(restore, "Forking time")));
        }
    }

    @Test
    void imagesTellWhatTheyHold() throws Exception {
        int port = Ports.free();
        Path images = folder.resolve("images");
        try (Counter counter = Counter.startJvm(folder, port, 4)) {
            List<String> command =
                    List.of(new Proc(counter.pid()).lines("cmdline").get(0).split("\0"));
            checkpointer.checkpoint(new Target.ProcessTree(counter.pid()), images, Afterwards.RUNNING);

            Images read = Images.read(images);

            ProcessImage jvm = read.processes().get(0);
            assertThat(jvm.pid()).isEqualTo(counter.pid());
            assertThat(jvm.name()).isEqualTo("java");
            assertThat(jvm.command()).isEqualTo(command);
            assertThat(jvm.threads()).isGreaterThan(5);
            assertThat(jvm.storedBytes()).isGreaterThan(4 << 20).isEqualTo(Files.size(images.resolve("pages-1.img")));
            assertThat(jvm.mappedBytes()).isGreaterThan(jvm.storedBytes());
            assertThat(read.sockets())
                    .filteredOn(socket -> socket.state().equals("LISTEN"))
                    .extracting(SocketImage::local)
                    .singleElement()
                    .asString()
                    .endsWith(":" + port);
            assertThat(read.files())
                    .anySatisfy(file -> assertThat(file.path())
                            .isEqualTo(folder.resolve("counted").toRealPath().toString()));
            assertThat(read.runId()).isPresent();
        }
    }

    private static Duration time(String text, String name) {
        return Duration.of(number(text, name), ChronoUnit.MICROS);
    }

    private static long number(String text, String name) {
        Matcher found = Pattern.compile("(?m)^" + name + ": (\\d+)").matcher(text);
        assertThat(found.find()).as(name + " in " + text).isTrue();
        return Long.parseLong(found.group(1));
    }
}
