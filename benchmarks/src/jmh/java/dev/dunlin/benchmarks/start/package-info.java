/**
 * How long it takes until something works: {@link dev.dunlin.benchmarks.start.StartRows} lists what, {@code FirstMessage} is
 * a program that embeds a broker, {@code CommandLaunch} starts the command line.
 */
@NullMarked
package dev.dunlin.benchmarks.start;

import org.jspecify.annotations.NullMarked;
