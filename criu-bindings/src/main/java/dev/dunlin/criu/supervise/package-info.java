/**
 * A command that is checkpointed as it runs, and thawed when it dies: {@link dev.dunlin.criu.supervise.Supervisor} runs it as
 * {@link dev.dunlin.criu.supervise.SupervisorConfig} says, keeps the last checkpoints on a {@code Shelf} of bounded size, and
 * tells each {@link dev.dunlin.criu.supervise.SupervisorEvent}.
 */
@NullMarked
package dev.dunlin.criu.supervise;

import org.jspecify.annotations.NullMarked;
