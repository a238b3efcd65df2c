package dev.dunlin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dunlin.benchmarks.Row.Better;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PictureTest {

    private static final Machine MACHINE =
            new Machine("Linux", "amd64", 2, 24L << 30, "17", LocalDate.of(2026, 11, 29));
    private static final Launch NEVER = (plan, log) -> new Outcome.Missing("never run");
    private static final Row ROW = new Row(
            "row",
            "a <row> & more",
            "messages/s",
            Better.HIGHER,
            List.of(
                    new Cell("Dunlin", "defaults", NEVER).at("topics", "Dunlin", 10),
                    new Cell("Dunlin, many", "defaults", NEVER).at("topics", "Dunlin", 10_000),
                    new Cell("peer", "1.0", NEVER),
                    new Cell("gone", "2.0", NEVER)),
            List.of("peer"));

    @Test
    void drawsBarsAsLongAsTheMedians() throws Exception {
        Document picture = parsed(bars());
        List<Double> bars = rectangles(picture).stream()
                .skip(1)
                .map(bar -> Double.valueOf(bar.getAttribute("width")))
                .toList();

        assertThat(bars).hasSize(3);
        assertThat(bars.get(0) / bars.get(2)).isCloseTo(3, within(0.01));
        assertThat(bars.get(1) / bars.get(2)).isCloseTo(6, within(0.01));
    }

    @Test
    void drawsTheRangeOverTheBar() throws Exception {
        List<Element> lines = elements(parsed(bars()).getElementsByTagName("line"));
        double low = Double.parseDouble(lines.get(0).getAttribute("x1"));
        double high = Double.parseDouble(lines.get(0).getAttribute("x2"));
        Element bar = rectangles(parsed(bars())).get(1);
        double median = Double.parseDouble(bar.getAttribute("x")) + Double.parseDouble(bar.getAttribute("width"));

        assertThat(low).isLessThan(median);
        assertThat(high).isGreaterThan(median);
    }

    @Test
    void saysNumbersRatiosAndGaps() {
        assertThat(bars())
                .contains("3.00 M (2.00 M – 4.00 M)", "Dunlin ÷ this 3.00 ×", "missing: not installed")
                .contains("a &lt;row&gt; &amp; more");
    }

    @Test
    void isTheSameEachTimeAndInEveryCountry() {
        String picture = bars();
        String plot = Plot.of(ROW, MACHINE, summaries());
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(bars()).isEqualTo(picture);
            assertThat(Plot.of(ROW, MACHINE, summaries())).isEqualTo(plot);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void plotsWhatGrows() throws Exception {
        assertThat(Plot.isOf(summaries())).isTrue();
        assertThat(Plot.isOf(summaries().subList(1, 4))).isFalse();

        List<Element> dots = elements(parsed(Plot.of(ROW, MACHINE, summaries())).getElementsByTagName("circle"));
        assertThat(dots).hasSize(2);
        assertThat(Double.parseDouble(dots.get(1).getAttribute("cx")))
                .isGreaterThan(Double.parseDouble(dots.get(0).getAttribute("cx")));
        assertThat(Double.parseDouble(dots.get(1).getAttribute("cy")))
                .as("more stands higher")
                .isLessThan(Double.parseDouble(dots.get(0).getAttribute("cy")));
    }

    private static String bars() {
        return Picture.of(Plan.QUICK, MACHINE, Map.of(ROW, summaries()));
    }

    private static List<Summary> summaries() {
        List<Summary> summaries = ROW.cells().stream().map(Summary::new).toList();
        for (double value : new double[] {2e6, 3e6, 4e6}) {
            summaries.get(0).add(new Outcome.Measured(value, Map.of()));
        }
        summaries.get(1).add(new Outcome.Measured(6e6, Map.of()));
        summaries.get(2).add(new Outcome.Measured(1e6, Map.of()));
        summaries.get(3).add(new Outcome.Missing("not installed"));
        return summaries;
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> rectangles(Document picture) {
        return elements(picture.getElementsByTagName("rect"));
    }

    private static List<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }
}
