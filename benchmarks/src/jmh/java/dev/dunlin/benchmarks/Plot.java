package dev.dunlin.benchmarks;

import dev.dunlin.benchmarks.Cell.Point;
import dev.dunlin.benchmarks.Svg.Anchor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a row's numbers grow with what its cells differ in: a line for each series through the medians, an upright line at each
 * from the lowest to the highest launch. Both axes go by powers of ten where the numbers do; an axis from nought begins there.
 */
final class Plot {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 80;
    private static final int RIGHT = 610;
    private static final int TOP = 60;
    private static final int BOTTOM = 300;
    private static final double MANY = 30;
    private static final int TICKS = 4;
    private static final double MOST_WRITTEN_OUT = 10_000;
    private static final List<String> COLOURS = List.of("#1f6feb", "#bf8700", "#8250df", "#cf222e");

    private final Svg svg = new Svg(WIDTH);
    private final Axis across;
    private final Axis up;

    private Plot(Axis across, Axis up) {
        this.across = across;
        this.up = up;
    }

    /** An axis from least to most, by powers of ten or even. */
    private record Axis(double least, double most, boolean powers) {

        static Axis of(double least, double most) {
            return least > 0 && most / least >= MANY
                    ? new Axis(least, most, true)
                    : new Axis(0, most > 0 ? most : 1, false);
        }

        /** From 0 to 1. */
        double share(double value) {
            return powers ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
        }

        double at(double share) {
            return powers ? least * Math.pow(most / least, share) : least + share * (most - least);
        }
    }

    /** Whether a row has something to plot. */
    static boolean isOf(List<Summary> summaries) {
        return summaries.stream()
                        .filter(summary ->
                                summary.isMeasured() && summary.cell().point() != null)
                        .count()
                >= 2;
    }

    /** A row's plot; only of one for which {@link #isOf} says so. */
    static String of(Row row, Machine machine, List<Summary> summaries) {
        Map<String, List<Summary>> series = new LinkedHashMap<>();
        List<Double> places = new ArrayList<>();
        String axis = "";
        for (Summary summary : summaries) {
            Point point = summary.cell().point();
            if (point != null && summary.isMeasured()) {
                series.computeIfAbsent(point.series(), name -> new ArrayList<>())
                        .add(summary);
                places.add(point.at());
                axis = point.axis();
            }
        }
        List<Summary> drawn = series.values().stream().flatMap(List::stream).toList();
        Plot plot = new Plot(
                Axis.of(least(places), most(places)),
                Axis.of(
                        least(drawn.stream().map(Summary::lowest).toList()),
                        most(drawn.stream().map(Summary::highest).toList())));
        plot.frame(row, machine, axis, places);
        int number = 0;
        for (Map.Entry<String, List<Summary>> entry : series.entrySet()) {
            plot.draw(entry.getKey(), entry.getValue(), number++);
        }
        return plot.svg.document(HEIGHT);
    }

    private static double least(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }

    private static double most(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    }

    private double x(double value) {
        return LEFT + across.share(value) * (RIGHT - LEFT);
    }

    private double y(double value) {
        return BOTTOM - up.share(value) * (BOTTOM - TOP);
    }

    private void frame(Row row, Machine machine, String axis, List<Double> places) {
        svg.heading(LEFT, TOP - 36, row.name() + ": " + row.unit());
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, Svg.INK);
        svg.line(LEFT, TOP, LEFT, BOTTOM, Svg.INK);
        for (double place : places.stream().distinct().toList()) {
            svg.line(x(place), BOTTOM, x(place), BOTTOM + 4, Svg.INK);
            svg.text(x(place), BOTTOM + 18, Anchor.MIDDLE, Svg.INK, tick(place));
        }
        for (int i = 0; i <= TICKS; i++) {
            double value = up.at(i / (double) TICKS);
            svg.line(LEFT - 4, y(value), LEFT, y(value), Svg.INK);
            svg.text(LEFT - 8, y(value) + 4, Anchor.END, Svg.INK, Table.number(value));
        }
        svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 36, Anchor.MIDDLE, Svg.INK, axis);
        svg.text(RIGHT, HEIGHT - 6, Anchor.END, Svg.FAINT, machine.describe());
    }

    /** What is counted is written without decimals. */
    private static String tick(double place) {
        return place < MOST_WRITTEN_OUT && place == Math.rint(place)
                ? Long.toString((long) place)
                : Table.number(place);
    }

    private void draw(String name, List<Summary> summaries, int number) {
        String colour = COLOURS.get(number % COLOURS.size());
        double lastX = Double.NaN;
        double lastY = Double.NaN;
        for (Summary summary : summaries) {
            Point point = summary.cell().point();
            if (point != null) {
                double toX = x(point.at());
                double toY = y(summary.median());
                if (!Double.isNaN(lastX)) {
                    svg.line(lastX, lastY, toX, toY, colour);
                }
                svg.line(toX, y(summary.lowest()), toX, y(summary.highest()), colour);
                svg.dot(toX, toY, colour);
                lastX = toX;
                lastY = toY;
            }
        }
        svg.text(LEFT + 150.0 * number, TOP - 16, Anchor.START, colour, "● " + name);
    }
}
