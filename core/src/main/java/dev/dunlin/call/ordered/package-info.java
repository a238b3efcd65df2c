/**
 * Calls that all replicas carry out in one order, that of a topic.
 *
 * <p>In the order of the journey: {@link dev.dunlin.call.ordered.OrderedCall} publishes a request as a {@code LogEntry} and
 * asks the replicas for what came of it ({@code Submission}, {@code SubmitWindow}). {@link
 * dev.dunlin.call.ordered.OrderedReplica} follows the topic ({@code Course}, {@code LogReader}), on one {@code Lane}: its {@code
 * Machine} applies each entry to the user's {@link dev.dunlin.call.ordered.StateMachine} once, keeps each {@code Outcome} in the
 * {@code ResultMemory}, and answers those who wait ({@code Awaited}, {@code Probe}). When the broker is another, {@code Founding} and {@code
 * Succession} say which state goes on; when the log does not reach back, an {@code Image} is fetched from a peer ({@code
 * PeerSearch}, {@code ImageFetch}, {@code ImageShelf}).
 */
@NullMarked
package dev.dunlin.call.ordered;

import org.jspecify.annotations.NullMarked;
