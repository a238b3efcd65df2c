/**
 * Three processes on loopback: a server, one that publishes, one that subscribes. {@link
 * dev.dunlin.benchmarks.overtcp.TcpLaunch} conducts them; a {@link dev.dunlin.benchmarks.overtcp.Wire} is how Dunlin or a
 * peer is spoken to; {@link dev.dunlin.benchmarks.overtcp.ServerProcess}, {@link
 * dev.dunlin.benchmarks.overtcp.SubscriberProcess} and {@link dev.dunlin.benchmarks.overtcp.PublisherProcess} are the
 * main classes; {@link dev.dunlin.benchmarks.overtcp.TcpRows} lists what is compared.
 */
@NullMarked
package dev.dunlin.benchmarks.overtcp;

import org.jspecify.annotations.NullMarked;
