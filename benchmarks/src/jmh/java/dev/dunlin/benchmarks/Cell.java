package dev.dunlin.benchmarks;

/**
 * One line of a row: a peer in one setting.
 *
 * @param label what the table calls it
 * @param setting its version and how it was set up, so that a reader can object
 * @param launch how it is measured once
 */
public record Cell(String label, String setting, Launch launch) {}
