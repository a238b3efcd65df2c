/**
 * Comparisons that anyone can run: {@link dev.dunlin.benchmarks.Bench} takes the {@linkplain
 * dev.dunlin.benchmarks.Row rows} that were asked for, launches their {@linkplain dev.dunlin.benchmarks.Cell cells} in
 * turn, each in {@linkplain dev.dunlin.benchmarks.Child processes} of its own, gathers the {@linkplain
 * dev.dunlin.benchmarks.Outcome outcomes}, and writes a table, a JSON file and pictures (Picture, Plot). No time is ever judged here; only a lost
 * or changed message fails a run.
 */
@NullMarked
package dev.dunlin.benchmarks;

import org.jspecify.annotations.NullMarked;
