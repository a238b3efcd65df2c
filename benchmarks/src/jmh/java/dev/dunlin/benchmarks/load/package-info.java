/**
 * What is sent and how it is counted: {@link dev.dunlin.benchmarks.load.Payloads} are sent by {@link
 * dev.dunlin.benchmarks.load.Publishers} or on a Schedule, and each subscriber is a {@link
 * dev.dunlin.benchmarks.load.Meter}, or a TimedMeter, that is held
 * against the {@link dev.dunlin.benchmarks.load.Tally} of what was sent. {@link dev.dunlin.benchmarks.load.Usage} is what that took.
 */
@NullMarked
package dev.dunlin.benchmarks.load;

import org.jspecify.annotations.NullMarked;
