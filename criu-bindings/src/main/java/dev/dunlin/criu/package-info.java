/**
 * Checkpoint and restore with the {@code criu} binary, driven by its command line.
 *
 * <p>The journey: a {@link dev.dunlin.criu.CriuConfig} says how; {@link dev.dunlin.criu.CriuCheckpointer} judges a target
 * (its {@code /proc}), makes the command line, runs the tool with a deadline, reads its exit code, log and statistics, and
 * writes the {@link dev.dunlin.criu.Manifest} last. Before a restore the manifest is verified. What fails is a {@link
 * dev.dunlin.criu.CheckpointException} with a {@link dev.dunlin.criu.CheckpointFault}.
 */
@NullMarked
package dev.dunlin.criu;

import org.jspecify.annotations.NullMarked;
