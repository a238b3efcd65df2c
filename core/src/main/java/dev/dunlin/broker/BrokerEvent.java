package dev.dunlin.broker;

import dev.dunlin.DunlinException;

/** Something that happened to a message or a subscription and that nobody was told by a return value. */
public sealed interface BrokerEvent {

    /**
     * A message's time had come, and it was reclaimed: up to a few seconds after its instant of expiry, from which on
     * nobody has seen it.
     *
     * @param envelope the message
     */
    record Expired(Envelope envelope) implements BrokerEvent {}

    /**
     * A message was dropped for all: before its time, or before it came into sight.
     *
     * @param envelope the message
     * @param reason why
     */
    record Dropped(Envelope envelope, DropReason reason) implements BrokerEvent {}

    /**
     * A subscription missed messages.
     *
     * @param pattern what it is subscribed to
     * @param gap what it missed
     */
    record Skipped(String pattern, Gap gap) implements BrokerEvent {}

    /**
     * A message was handed out as often as allowed and not dealt with.
     *
     * @param pattern what the last who tried is subscribed to
     * @param envelope the message
     * @param attempts how often it was handed out
     */
    record GivenUp(String pattern, Envelope envelope, int attempts) implements BrokerEvent {}

    /**
     * A subscriber's handler or codec threw.
     *
     * @param pattern what it is subscribed to
     * @param envelope the message, or the first of the batch
     * @param failure what it threw
     */
    record HandlerFailed(String pattern, Envelope envelope, Throwable failure) implements BrokerEvent {}

    /**
     * A publish failed.
     *
     * @param topic where it was to go
     * @param reason why
     */
    record Refused(String topic, DunlinException.Reason reason) implements BrokerEvent {}

    /**
     * A subscription came to its end otherwise than by its owner.
     *
     * @param pattern what it was subscribed to
     * @param end why
     */
    record SubscriptionEnded(String pattern, SubscriptionEnd end) implements BrokerEvent {}

    /**
     * The connection to a broker at a distance has ended, and another is being made; meanwhile publishes wait.
     *
     * @param peer who was at the other end
     * @param detail why it ended
     */
    record Disconnected(String peer, String detail) implements BrokerEvent {}

    /**
     * There is a connection again, and everything goes on.
     *
     * @param peer who is at the other end
     * @param sameBroker whether it is the broker that there was before. If not, subscriptions begin anew at its earliest
     *     messages, after telling of the {@linkplain DropReason#BROKER_REPLACED gap}
     */
    record Reconnected(String peer, boolean sameBroker) implements BrokerEvent {}

    /**
     * A handler held its worker up; another worker took over, and the handler has a thread of its own from now on.
     *
     * @param pattern what it is subscribed to
     * @param heldMillis for how long, in milliseconds
     */
    record WorkerRelieved(String pattern, long heldMillis) implements BrokerEvent {}
}
