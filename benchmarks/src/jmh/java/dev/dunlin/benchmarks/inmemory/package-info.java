/**
 * One process: a {@link dev.dunlin.benchmarks.inmemory.Bus} is Dunlin or a peer; {@link
 * dev.dunlin.benchmarks.inmemory.Throughput}, {@link dev.dunlin.benchmarks.inmemory.PublishCost} and {@link
 * dev.dunlin.benchmarks.inmemory.IdleCost} are the main classes that measure it, with Latency, Crowd (many subscribers) and
 * LivesRun (times to live: Lives, InOrder), and {@link
 * dev.dunlin.benchmarks.inmemory.InMemoryRows} lists what is compared.
 */
@NullMarked
package dev.dunlin.benchmarks.inmemory;

import org.jspecify.annotations.NullMarked;
