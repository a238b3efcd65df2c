package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.criu.Manifest.Entry;
import dev.dunlin.criu.Manifest.Host;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is a manifest is read; whatever else is one clear exception, even where its own checksum is right. */
final class ManifestProperties {

    private static final String SUM = "0123456789abcdef".repeat(4);

    @Property(tries = 500)
    void whatIsWrittenIsRead(@ForAll @Size(max = 5) List<String> names, @ForAll long bytes, @ForAll int second) {
        List<Entry> entries = names.stream()
                .filter(name -> StandardCharsets.UTF_8.newEncoder().canEncode(name))
                .map(name -> new Entry("a" + name.replace("/", ""), bytes & Long.MAX_VALUE, SUM))
                .toList();
        Manifest manifest = manifest(Instant.ofEpochSecond(second), entries);

        assertThat(ManifestText.parse(ManifestText.format(manifest))).isEqualTo(manifest);
    }

    @Property(tries = 2000)
    void whatIsGarbledAndSummedAgainIsReadOrIsMalformed(
            @ForAll @IntRange(max = 5000) int at, @ForAll @IntRange(max = 40) int length, @ForAll String put) {
        String whole = ManifestText.format(
                manifest(Instant.EPOCH, List.of(new Entry("pages-1.img", 1, SUM), new Entry("b c.img", 2, SUM))));
        String body = whole.substring(0, whole.lastIndexOf("end "));
        int from = at % body.length();
        String garbled = body.substring(0, from) + put + body.substring(Math.min(from + length, body.length()));

        readOrMalformed(garbled + "end " + Digests.of(garbled.getBytes(StandardCharsets.UTF_8)) + "\n");
        readOrMalformed(garbled);
        readOrMalformed(put);
    }

    @Property(tries = 500)
    void noImageLeadsElsewhere(@ForAll String name, @ForAll boolean pages) {
        String text = "dunlin-checkpoint 2\npid 1\ntaken 1970-01-01T00:00:00Z\nafterwards ENDED\ncriu 4.2\nkernel 6\n"
                + "architecture amd64\nprocessor \n" + (pages ? "pages " : "image ") + SUM + " 1 "
                + java.net.URLEncoder.encode(name, StandardCharsets.UTF_8) + "\n";
        try {
            Manifest manifest =
                    ManifestText.parse(text + "end " + Digests.of(text.getBytes(StandardCharsets.UTF_8)) + "\n");
            for (Entry entry : pages ? manifest.pages() : manifest.images()) {
                assertThat(entry.path()).doesNotContain("/").doesNotStartWith(".");
            }
        } catch (CheckpointException e) {
            assertThat(e.fault()).isEqualTo(CheckpointFault.IMAGE_CHANGED);
        }
    }

    private static void readOrMalformed(String text) {
        try {
            ManifestText.parse(text);
        } catch (CheckpointException e) {
            assertThat(e.fault()).isEqualTo(CheckpointFault.IMAGE_CHANGED);
        }
    }

    private static Manifest manifest(Instant taken, List<Entry> entries) {
        return new Manifest(
                4711,
                taken,
                Afterwards.ENDED,
                new Host("4.2.1", "6.18 odd", "amd64", Set.of("sse", "avx")),
                entries,
                entries,
                entries);
    }
}
