/**
 * The broker at a distance: {@link dev.dunlin.session.BrokerServer} serves any broker over any transport, and {@link
 * dev.dunlin.session.BrokerClient} is a broker whose messages are kept at the other end.
 *
 * <p>{@code Admission} decides who is taken in. A publish goes from a {@code RemoteTopic} through the {@code PublishWindow} and the {@code SessionProxy}'s queue into a
 * frame, and is {@code Unanswered} from then on; at the server a {@code SessionAdapter} hands it to the {@code PublishAdapter}, which calls the broker, and {@code
 * PublishedRuns} brings the broker's word back to the {@code RemoteReceipt}. A message comes from the broker to a {@code
 * ServedSubscription}, which delivers as far as the client's credit goes; at the client it waits in an {@code Inbox} until a
 * {@code HandlerFeed} or a {@code RemotePoller} takes it, and what became of it goes {@code Upstream}.
 *
 * <p>Each side's state belongs to the executor of its connection; what other threads touch says so.
 */
@NullMarked
package dev.dunlin.session;

import org.jspecify.annotations.NullMarked;
