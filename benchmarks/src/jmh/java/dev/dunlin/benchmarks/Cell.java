package dev.dunlin.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One line of a row: a peer in one setting.
 *
 * @param label what the table calls it
 * @param setting its version and how it was set up, so that a reader can object
 * @param launch how it is measured once
 * @param point where it stands in a plot of how cost grows, or null if it stands in none
 */
public record Cell(
        String label,
        String setting,
        Launch launch,
        @Nullable Point point) {

    /**
     * A place on the axis of a plot.
     *
     * @param axis what grows
     * @param series whose line it belongs to
     * @param at how much of it there is here
     */
    public record Point(String axis, String series, double at) {}

    /** One that stands in no plot. */
    public Cell(String label, String setting, Launch launch) {
        this(label, setting, launch, null);
    }

    /** The same by another name. */
    public Cell labelled(String other) {
        return new Cell(other, setting, launch, point);
    }

    /** The same at a place of a plot. */
    public Cell at(String axis, String series, double at) {
        return new Cell(label, setting, launch, new Point(axis, series, at));
    }
}
