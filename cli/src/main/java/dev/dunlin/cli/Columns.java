package dev.dunlin.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells set in columns of equal width: the first to the left, numbers to the right. For one thread. */
final class Columns {

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a row; all rows have as many cells as the first. */
    Columns row(String... cells) {
        if (!rows.isEmpty() && rows.get(0).size() != cells.length) {
            throw new IllegalArgumentException(
                    cells.length + " cells: the first row has " + rows.get(0).size());
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The rows as lines, without blanks at their ends. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                append(line, row.get(column), column);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private void append(StringBuilder line, String cell, int column) {
        String blanks = " ".repeat(width(column) - cell.length());
        if (column == 0) {
            line.append(cell).append(blanks);
        } else {
            line.append("  ").append(blanks).append(cell);
        }
    }

    private int width(int column) {
        int width = 0;
        for (List<String> row : rows) {
            width = Math.max(width, row.get(column).length());
        }
        return width;
    }
}
