/**
 * Time, threads and chance, as constructor arguments: nothing else in the library reads a clock, starts a thread or draws
 * a random number.
 *
 * <p>{@link dev.dunlin.environment.Environment} binds a {@link dev.dunlin.environment.Clock}, a {@link
 * dev.dunlin.environment.Scheduler}, an executor, {@link dev.dunlin.environment.Worker workers} that drive {@link
 * dev.dunlin.environment.Duty duties}, and a source of randomness. {@link
 * dev.dunlin.environment.Environment#system()} binds the machine's; {@link
 * dev.dunlin.environment.VirtualEnvironment} runs everything on the calling thread, in an order that repeats, on a clock
 * that moves when told. {@link dev.dunlin.environment.VirtualThreads} finds Java's virtual threads where there are any.
 */
@NullMarked
package dev.dunlin.environment;

import org.jspecify.annotations.NullMarked;
