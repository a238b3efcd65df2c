/**
 * Three processes on loopback: a server, one that publishes, one that subscribes. {@link
 * dev.dunlin.benchmarks.overtcp.TcpLaunch} conducts them to count messages, LatencyLaunch to time them; a {@link
 * dev.dunlin.benchmarks.overtcp.Wire} is how Dunlin or a peer is spoken to. The main classes are {@link
 * dev.dunlin.benchmarks.overtcp.ServerProcess} and the limit, RelayProcess (RelayAdapter, RelayHub, RelayLog); {@link
 * dev.dunlin.benchmarks.overtcp.SubscriberProcess} and {@link dev.dunlin.benchmarks.overtcp.PublisherProcess};
 * LatencySubscriber and LatencyPublisher. ArtemisProcess serves that peer; BareSocket (BareInput, BareOutput)
 * speaks to NATS and Redis without a library. TcpPeer names who takes part, {@link dev.dunlin.benchmarks.overtcp.TcpRows}
 * lists what is compared.
 */
@NullMarked
package dev.dunlin.benchmarks.overtcp;

import org.jspecify.annotations.NullMarked;
