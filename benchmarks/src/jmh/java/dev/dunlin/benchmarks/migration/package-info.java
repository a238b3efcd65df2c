/**
 * How long clients of a broker are without it while its process is moved to another host: {@link
 * dev.dunlin.benchmarks.migration.MigrationRows} lists what, {@code Moves} moves {@code LoadedBroker} to and fro between {@code
 * MovedHosts} while {@code MovedTraffic} goes on.
 */
@NullMarked
package dev.dunlin.benchmarks.migration;

import org.jspecify.annotations.NullMarked;
