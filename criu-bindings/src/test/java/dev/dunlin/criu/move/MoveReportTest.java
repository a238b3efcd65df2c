package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.PhaseTimes.Phase;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import dev.dunlin.criu.move.MoveReport.Span;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a migration took, for programs and for people. */
final class MoveReportTest {

    private final MoveReport report = new MoveReport(
            new UUID(0, 7),
            4711,
            Mode.STOP_AND_COPY,
            12_000_000,
            9_000_000,
            500,
            List.of(
                    new Span("dump", "source", Duration.ofMillis(10), Duration.ofMillis(60)),
                    new Span("send", "link", Duration.ofMillis(10), Duration.ofMillis(70)),
                    new Span("restore", "target", Duration.ofMillis(60), Duration.ofMillis(100))),
            new PhaseTimes(List.of(
                    new Phase("connect <and> measure", Duration.ofMillis(10), false),
                    new Phase("dump", Duration.ofMillis(50), true),
                    new Phase("restore", Duration.ofMillis(40), true))),
            List.of("say \"so\""));

    @Test
    void theDowntimeIsTheSumOfItsParts() {
        assertThat(report.downtime()).isEqualTo(Duration.ofMillis(90));
    }

    @Test
    void jsonHasEachPhase() {
        assertThat(report.toJson())
                .isEqualTo(
                        "{\"outcome\":\"moved\",\"id\":\"00000000-0000-0000-0000-000000000007\",\"pid\":4711,\"mode\":\"STOP_AND_COPY\","
                                + "\"bytes\":12000000,\"stoppedBytes\":9000000,\"sentBytesPerSecond\":200000000,\"linkBytesPerSecond\":500,\"downtimeMicros\":90000,\"phases\":["
                                + "{\"name\":\"connect <and> measure\",\"micros\":10000,\"down\":false},"
                                + "{\"name\":\"dump\",\"micros\":50000,\"down\":true},"
                                + "{\"name\":\"restore\",\"micros\":40000,\"down\":true}],\"spans\":["
                                + "{\"name\":\"dump\",\"place\":\"source\",\"beginMicros\":10000,\"endMicros\":60000},"
                                + "{\"name\":\"send\",\"place\":\"link\",\"beginMicros\":10000,\"endMicros\":70000},"
                                + "{\"name\":\"restore\",\"place\":\"target\",\"beginMicros\":60000,\"endMicros\":100000}],\"client\":null,\"notes\":[\"say \\\"so\\\"\"]}");
    }

    @Test
    void whatAClientSawStandsBesideTheDowntime() {
        MoveReport seen = report.withClient(new ClientView(
                        URI.create("tcp://10.0.0.10:7400"), Duration.ofMillis(8), Duration.ofMillis(97), 140, 139, 1))
                .withNote("more");

        assertThat(seen.toJson())
                .contains("\"downtimeMicros\":90000")
                .endsWith("\"client\":{\"broker\":\"tcp://10.0.0.10:7400\",\"beginMicros\":8000,\"gapMicros\":97000,"
                        + "\"beyondDowntimeMicros\":7000,\"asked\":140,\"answered\":139,\"failed\":1},"
                        + "\"notes\":[\"say \\\"so\\\"\",\"more\"]}");
        String picture = seen.toSvg();
        assertThat(picture).contains("a client waited", "97.0 ms, +7.0", "(client)");
        List<Map<String, Double>> bars = bars(picture);
        assertThat(bars).hasSize(bars(report.toSvg()).size() + 1);
        assertThat(bars).allMatch(bar -> bar.getOrDefault("x", 0.0) + bar.get("width") <= 900.0);
    }

    @Test
    void thePictureIsDrawnToScaleInsideItsFrame() {
        String picture = report.toSvg();
        List<Map<String, Double>> bars = bars(picture);
        Matcher frame = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"").matcher(picture);
        assertThat(frame.find()).isTrue();

        assertThat(bars).hasSizeGreaterThan(4);
        assertThat(bars.get(1).get("width") / bars.get(3).get("width")).isBetween(1.24, 1.26);
        assertThat(bars).allMatch(bar -> bar.getOrDefault("x", 0.0) + bar.get("width") <= number(frame.group(1)));
        assertThat(bars).allMatch(bar -> bar.getOrDefault("y", 0.0) + bar.get("height") <= number(frame.group(2)));
        assertThat(picture)
                .contains(
                        "4711",
                        "stop-and-copy",
                        "90.0 ms",
                        "12.0 MB were sent at 200.0 MB/s, 9.0 MB",
                        "say &quot;so&quot;");
    }

    @Test
    void whatIsNoMarkupIsWrittenAsText() {
        assertThat(MoveTimeline.escaped("a <b> & \"c\"")).isEqualTo("a &lt;b> &amp; &quot;c&quot;");
    }

    private static List<Map<String, Double>> bars(String picture) {
        List<Map<String, Double>> bars = new ArrayList<>();
        Matcher bar = Pattern.compile("<rect ([^>]*)>").matcher(picture);
        while (bar.find()) {
            Map<String, Double> numbers = new HashMap<>();
            Matcher attribute =
                    Pattern.compile("(x|y|width|height)=\"([0-9.]+)\"").matcher(bar.group(1));
            while (attribute.find()) {
                numbers.put(attribute.group(1), number(attribute.group(2)));
            }
            bars.add(numbers);
        }
        return bars;
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }
}
