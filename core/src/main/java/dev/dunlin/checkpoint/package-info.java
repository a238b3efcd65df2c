/**
 * Processes frozen to disk and thawed again: the seam that {@code dunlin-criu-bindings} is to implement.
 *
 * <p>A {@link dev.dunlin.checkpoint.Checkpointer} gives a {@link dev.dunlin.checkpoint.Verdict} on a {@link
 * dev.dunlin.checkpoint.Target} before anything is frozen, then a {@link dev.dunlin.checkpoint.Checkpoint} with its {@link
 * dev.dunlin.checkpoint.PhaseTimes}.
 */
@NullMarked
package dev.dunlin.checkpoint;

import org.jspecify.annotations.NullMarked;
