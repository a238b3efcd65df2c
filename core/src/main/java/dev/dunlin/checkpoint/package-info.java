/**
 * Processes frozen to disk and thawed again: the seam that {@code dunlin-criu-bindings} implements.
 *
 * <p>A {@link dev.dunlin.checkpoint.Checkpointer} gives a {@link dev.dunlin.checkpoint.Verdict} on a {@link
 * dev.dunlin.checkpoint.Target} before anything is frozen, then a {@link dev.dunlin.checkpoint.Checkpoint} with its {@link
 * dev.dunlin.checkpoint.PhaseTimes}. A program that has itself frozen asks a {@link dev.dunlin.checkpoint.SelfCheckpointer}, and a {@link
 * dev.dunlin.checkpoint.Continuation} says how it came back.
 */
@NullMarked
package dev.dunlin.checkpoint;

import org.jspecify.annotations.NullMarked;
