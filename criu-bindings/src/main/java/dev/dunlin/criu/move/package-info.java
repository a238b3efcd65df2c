/**
 * Moves a running process to another host.
 *
 * <p>{@link dev.dunlin.criu.move.Migration} runs where the process is, {@link dev.dunlin.criu.move.MoveReceiver} where it goes.
 * What they say to each other is {@code MoveMessage}; who may run the process when is {@code SourceState} and {@code
 * TargetState}; what it took is a {@link dev.dunlin.criu.move.MoveReport}, with what a
 * {@link dev.dunlin.criu.move.ClientProbe} saw meanwhile.
 */
@NullMarked
package dev.dunlin.criu.move;

import org.jspecify.annotations.NullMarked;
