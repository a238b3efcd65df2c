/** Fault schedules for jqwik: drawn for many tries, shrunk to the fewest and shortest faults that still make a try fail. */
@NullMarked
package dev.dunlin.simulation.jqwik;

import org.jspecify.annotations.NullMarked;
