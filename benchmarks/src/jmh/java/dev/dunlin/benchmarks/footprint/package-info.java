/**
 * What is kept costs memory: {@link dev.dunlin.benchmarks.footprint.LiveHeap} counts it, {@link
 * dev.dunlin.benchmarks.footprint.RetainedMessages} and {@link dev.dunlin.benchmarks.footprint.IdleTopics} are the main
 * classes that make it, IdleConnections and IdleClients those of a
 * server and of whom it serves, RetainedTotal (ReadBack) one that retains millions; {@link
 * dev.dunlin.benchmarks.footprint.FootprintRows} lists what is compared, GrowthRows how it grows.
 */
@NullMarked
package dev.dunlin.benchmarks.footprint;

import org.jspecify.annotations.NullMarked;
