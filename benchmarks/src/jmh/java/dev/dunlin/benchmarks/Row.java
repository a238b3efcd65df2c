package dev.dunlin.benchmarks;

import java.util.List;

/**
 * One comparison: cells that do the same work.
 *
 * @param name what the command line calls it
 * @param title what is measured
 * @param unit the unit of its numbers
 * @param better which numbers are the good ones
 * @param cells who is compared, Dunlin first
 * @param references labels of the cells that the others are divided by
 */
public record Row(String name, String title, String unit, Better better, List<Cell> cells, List<String> references) {

    /** Which numbers are the good ones. */
    public enum Better {
        HIGHER,
        LOWER
    }

    /** Copies the lists. */
    public Row {
        cells = List.copyOf(cells);
        references = List.copyOf(references);
    }

    /** The same between some: Dunlin, and those whose labels begin with one of these words. */
    public Row only(List<String> labels) {
        List<Cell> some = cells.stream()
                .filter(cell ->
                        cell.label().startsWith("Dunlin") || labels.stream().anyMatch(cell.label()::startsWith))
                .toList();
        List<String> among = some.stream().map(Cell::label).toList();
        return new Row(
                name,
                title,
                unit,
                better,
                some,
                references.stream().filter(among::contains).toList());
    }
}
