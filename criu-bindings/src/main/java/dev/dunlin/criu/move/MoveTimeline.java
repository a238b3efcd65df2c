package dev.dunlin.criu.move;

import dev.dunlin.checkpoint.PhaseTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a {@link MoveReport} as a picture in SVG 1.1: what was done when, and what the downtime consists of. Pure. */
final class MoveTimeline {

    private static final int WIDTH = 900;
    private static final int LEFT = 170;
    private static final int RIGHT = 90;
    private static final int ROW = 26;
    private static final int TOP = 64;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String CLIENT = "client";

    private final MoveReport report;
    private final List<MoveReport.Span> spans;
    private final StringBuilder out = new StringBuilder(4096);
    private final double nanosPerPixel;
    private int y = TOP;

    private MoveTimeline(MoveReport report) {
        this.report = report;
        this.spans = new ArrayList<>(report.spans());
        ClientView seen = report.client();
        if (seen != null) {
            spans.add(new MoveReport.Span(
                    "a client waited", CLIENT, seen.begin(), seen.begin().plus(seen.gap())));
        }
        long end = spans.stream().mapToLong(span -> span.end().toNanos()).max().orElse(1);
        this.nanosPerPixel = Math.max(1, end) / (double) (WIDTH - LEFT - RIGHT);
    }

    /** The picture of a report. */
    static String of(MoveReport report) {
        return new MoveTimeline(report).draw();
    }

    private String draw() {
        List<PhaseTimes.Phase> parts = report.times().phases();
        int drawn = TOP + ROW * (spans.size() + 3) + ROW * (parts.size() / 4 + 2);
        int height = drawn + ROW * report.notes().size();
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\" role=\"img\">%n<rect width=\"%1$d\" height=\"%2$d\" fill=\"#ffffff\"/>%n",
                WIDTH,
                height));
        text(16, 26, "16", "Migration of process " + report.pid() + ", " + name(report.mode()));
        text(
                16,
                46,
                "13",
                String.format(
                        Locale.ROOT,
                        "it stood still for %s; %.1f MB were sent at %.1f MB/s, %.1f MB of them meanwhile",
                        millis(report.downtime()),
                        report.bytes() / 1e6,
                        report.sentBytesPerSecond() / 1e6,
                        report.stoppedBytes() / 1e6));
        spans.forEach(this::span);
        downtime(parts);
        for (int i = 0; i < report.notes().size(); i++) {
            text(16, drawn + ROW * i, "12", report.notes().get(i));
        }
        return out.append("</svg>\n").toString();
    }

    private void span(MoveReport.Span span) {
        double from = LEFT + span.begin().toNanos() / nanosPerPixel;
        double width = Math.max(1.5, span.end().minus(span.begin()).toNanos() / nanosPerPixel);
        text(16, y + 17, "13", span.name());
        bar(from, width, color(span.place()), span.name() + " (" + span.place() + ")");
        text(from + width + 4, y + 17, "11", millis(span.end().minus(span.begin())) + beyond(span));
        y += ROW;
    }

    private String beyond(MoveReport.Span span) {
        ClientView seen = report.client();
        return seen == null || !span.place().equals(CLIENT)
                ? ""
                : String.format(
                        Locale.ROOT, ", %+.1f", seen.beyond(report.downtime()).toNanos() / NANOS_PER_MILLI);
    }

    private void downtime(List<PhaseTimes.Phase> parts) {
        long at = 0;
        y += ROW / 2;
        text(16, y + 17, "13", "stood still");
        int labels = 0;
        int under = y + ROW + 18;
        for (PhaseTimes.Phase part : parts) {
            double from = LEFT + at / nanosPerPixel;
            at += part.duration().toNanos();
            if (part.down()) {
                bar(from, Math.max(1, part.duration().toNanos() / nanosPerPixel), shade(labels), part.name());
                int x = 16 + labels % 4 * 215;
                int line = under + labels / 4 * ROW;
                out.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>%n",
                        x,
                        line - 10,
                        shade(labels)));
                text(x + 15, line, "12", part.name() + " " + millis(part.duration()));
                labels++;
            }
        }
    }

    private void bar(double from, double width, String color, String title) {
        out.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"><title>%s</title></rect>%n",
                from,
                y + 4,
                width,
                ROW - 8,
                color,
                escaped(title)));
    }

    private void text(double x, int baseline, String size, String words) {
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" font-size=\"%s\" fill=\"#222222\">%s</text>%n",
                x,
                baseline,
                size,
                escaped(words)));
    }

    private static String color(String place) {
        return switch (place) {
            case "source" -> "#4878a8";
            case "target" -> "#58a068";
            case CLIENT -> "#707070";
            default -> "#c89040";
        };
    }

    private static String shade(int number) {
        String[] shades = {"#803030", "#a84848", "#c87050", "#d89060", "#b06890", "#8868a8", "#6858a0", "#485888"};
        return shades[number % shades.length];
    }

    private static String name(MigrationConfig.Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / NANOS_PER_MILLI);
    }

    static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
