package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.Svg.Anchor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run measured, drawn: a bar as long as the median for each cell, a line over it from the lowest to the highest launch,
 * and Dunlin's median divided by the cell's.
 */
final class Picture {

    private static final int WIDTH = 960;
    private static final int MARGIN = 16;
    private static final int LABEL_END = 230;
    private static final int BAR_START = 240;
    private static final int BAR_LONGEST = 380;
    private static final int TEXT_START = 634;
    private static final int LINE = 20;
    private static final int BAR_HIGH = 12;
    private static final int GAP = 14;
    private static final int LONGEST_TITLE = 140;
    private static final String OWN = "#1f6feb";
    private static final String OTHER = "#c9d1d9";

    private final Svg svg = new Svg(WIDTH);
    private int y = MARGIN;

    private Picture() {}

    static String of(Plan plan, Machine machine, Map<Row, List<Summary>> results) {
        Picture picture = new Picture();
        picture.y += LINE / 2;
        picture.svg.text(
                MARGIN,
                picture.y,
                Anchor.START,
                Svg.FAINT,
                machine.describe() + "; ./bench " + plan.mode() + ", median and range");
        picture.y += GAP;
        results.forEach(picture::draw);
        return picture.svg.document(picture.y);
    }

    private void draw(Row row, List<Summary> summaries) {
        y += LINE;
        svg.heading(MARGIN, y, row.name());
        y += LINE - 4;
        svg.text(MARGIN, y, Anchor.START, Svg.FAINT, title(row) + launches(summaries));
        y += GAP - 4;
        double longest = summaries.stream()
                .filter(Summary::isMeasured)
                .mapToDouble(Summary::highest)
                .max()
                .orElse(1);
        for (Summary summary : summaries) {
            draw(summary, summaries, Math.max(longest, Double.MIN_NORMAL));
            y += LINE;
        }
        y += GAP;
    }

    private static String title(Row row) {
        String title = row.title();
        int comma = title.lastIndexOf(", -X");
        String shorter = comma < 0 ? title : title.substring(0, comma);
        String cut = shorter.length() > LONGEST_TITLE ? shorter.substring(0, LONGEST_TITLE - 1) + "…" : shorter;
        return cut + ": " + row.unit()
                + (row.better() == Row.Better.HIGHER ? ", longer is better" : ", shorter is better");
    }

    /** How often each was launched, at most. */
    private static String launches(List<Summary> summaries) {
        int most = summaries.stream()
                .mapToInt(summary -> summary.samples().size())
                .max()
                .orElse(0);
        return most == 1 ? ", 1 launch" : ", " + most + " launches";
    }

    private void draw(Summary summary, List<Summary> all, double longest) {
        String label = summary.cell().label();
        double middle = y + BAR_HIGH / 2.0;
        double text = y + BAR_HIGH - 2;
        svg.text(LABEL_END, text, Anchor.END, Svg.INK, label);
        if (!summary.isMeasured()) {
            String why = summary.missing().map(gap -> "missing: " + gap).orElse("FAILED");
            svg.text(BAR_START, text, Anchor.START, Svg.FAINT, why);
            return;
        }
        double scale = BAR_LONGEST / longest;
        String colour = label.startsWith("Dunlin") ? OWN : OTHER;
        svg.rectangle(BAR_START, y, summary.median() * scale, BAR_HIGH, colour);
        double low = BAR_START + summary.lowest() * scale;
        double high = BAR_START + summary.highest() * scale;
        svg.line(low, middle, high, middle, Svg.INK);
        svg.line(low, y + 3, low, y + BAR_HIGH - 3, Svg.INK);
        svg.line(high, y + 3, high, y + BAR_HIGH - 3, Svg.INK);
        svg.text(TEXT_START, text, Anchor.START, Svg.INK, numbers(summary, all));
    }

    private static String numbers(Summary summary, List<Summary> all) {
        Optional<Double> ratio = Table.ratio(all.get(0), summary.cell().label(), all);
        return Table.number(summary.median()) + " (" + Table.number(summary.lowest()) + " – "
                + Table.number(summary.highest()) + ")"
                + ratio.map(times -> ", " + all.get(0).cell().label() + " ÷ this " + Table.number(times) + " ×")
                        .orElse("")
                + (summary.failures().isEmpty()
                        ? ""
                        : ", FAILED " + summary.failures().size() + " times");
    }
}
