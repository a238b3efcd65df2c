package dev.dunlin.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A row as text: a line for each cell, then how each was set up. */
final class Table {

    private Table() {}

    static String of(Row row, List<Summary> summaries) {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(row.unit(), "median", "lowest – highest", "launches"));
        row.references().forEach(reference -> head.add("÷ " + reference));
        lines.add(head);
        summaries.forEach(summary -> lines.add(line(row, summary, summaries)));
        return row.name() + ": " + row.title() + " (" + row.better().name().toLowerCase(Locale.ROOT) + " is better)\n"
                + aligned(lines) + settings(summaries);
    }

    private static List<String> line(Row row, Summary summary, List<Summary> all) {
        List<String> line = new ArrayList<>();
        line.add(summary.cell().label());
        if (!summary.isMeasured()) {
            line.add(summary.missing()
                    .map(gap -> "missing: " + gap)
                    .orElseGet(() -> "FAILED: " + String.join("; ", summary.failures())));
            return line;
        }
        line.add(number(summary.median()));
        line.add(number(summary.lowest()) + " – " + number(summary.highest()));
        line.add(Integer.toString(summary.samples().size()));
        for (String reference : row.references()) {
            line.add(ratio(summary, reference, all).map(Table::ratioText).orElse(""));
        }
        summary.notes().forEach((name, value) -> line.add(name + " " + number(value)));
        if (!summary.failures().isEmpty()) {
            line.add("FAILED " + summary.failures().size() + " ×: "
                    + summary.failures().get(0));
        }
        return line;
    }

    /** The cell's median divided by a reference's; empty for the reference itself and where one is not measured. */
    static Optional<Double> ratio(Summary summary, String reference, List<Summary> all) {
        return all.stream()
                .filter(other -> other.cell().label().equals(reference))
                .filter(other -> other != summary && other.isMeasured() && summary.isMeasured())
                .map(other -> summary.median() / other.median())
                .findFirst();
    }

    /** A number with three digits that mean something. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 1e6) {
            return digits(value / 1e6) + " M";
        }
        return size >= 1e4 ? digits(value / 1e3) + " k" : digits(value);
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String ratioText(double ratio) {
        return digits(ratio) + " ×";
    }

    private static String aligned(List<List<String>> lines) {
        int columns = lines.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < line.size() - 1; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return lines.stream().map(line -> aligned(line, widths)).collect(Collectors.joining());
    }

    private static String aligned(List<String> line, int[] widths) {
        StringBuilder text = new StringBuilder("  ");
        for (int i = 0; i < line.size(); i++) {
            String cell = line.get(i);
            text.append(cell);
            if (i < line.size() - 1) {
                text.append(" ".repeat(widths[i] - cell.length() + 2));
            }
        }
        return text.append('\n').toString();
    }

    private static String settings(List<Summary> summaries) {
        return summaries.stream()
                .map(Summary::cell)
                .map(cell -> "    " + cell.label() + ": " + cell.setting() + "\n")
                .collect(Collectors.joining());
    }
}
