package dev.dunlin.transport;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.broker.TopicStats;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a session says to its peer. Immutable: a transport inside the JVM passes frames by reference.
 *
 * <p>The client speaks first: {@link Hello}, answered by {@link Welcome} or {@link Goodbye}. From then on either side sends
 * what is its to send, without waiting. Numbers called {@code subscription}, {@code id} and {@code firstId} are chosen by
 * the client, grow, and are never used again on the same connection.
 */
public sealed interface Frame {

    /** The version of the protocol that this library speaks best. */
    int VERSION = 1;

    /**
     * The client's first frame.
     *
     * @param minVersion the oldest version that it speaks
     * @param maxVersion the newest version that it speaks
     * @param agent what it calls itself, for logs
     * @param publisherId names the publisher, across its connections
     * @param resumable whether the client connects again when a connection has broken, and publishes again what was not
     *     answered
     */
    record Hello(int minVersion, int maxVersion, String agent, long publisherId, boolean resumable) implements Frame {

        /** The hello of a client that does not come back. */
        public Hello(int minVersion, int maxVersion, String agent, long publisherId) {
            this(minVersion, maxVersion, agent, publisherId, false);
        }
    }

    /**
     * The server's answer to {@link Hello}.
     *
     * @param version the version that both speak from now on
     * @param agent what the server calls itself, for logs
     * @param epoch which broker this is
     * @param maxMessageBytes the largest payload that it takes
     * @param publishWindow how many publishes may be unanswered
     * @param brokerMillis what the broker's clock shows, in milliseconds since the epoch
     * @param resumes whether the server knows how to resume
     * @param remembered whether the server remembers what this publisher has published on other connections
     * @param takesCalls whether the server takes {@link Request}
     */
    record Welcome(
            int version,
            String agent,
            long epoch,
            int maxMessageBytes,
            int publishWindow,
            long brokerMillis,
            boolean resumes,
            boolean remembered,
            boolean takesCalls)
            implements Frame {

        /** The welcome of a server that takes no calls. */
        public Welcome(
                int version,
                String agent,
                long epoch,
                int maxMessageBytes,
                int publishWindow,
                long brokerMillis,
                boolean resumes,
                boolean remembered) {
            this(version, agent, epoch, maxMessageBytes, publishWindow, brokerMillis, resumes, remembered, false);
        }

        /** The welcome of a server that does not resume, and takes no calls. */
        public Welcome(
                int version, String agent, long epoch, int maxMessageBytes, int publishWindow, long brokerMillis) {
            this(version, agent, epoch, maxMessageBytes, publishWindow, brokerMillis, false, false);
        }
    }

    /**
     * Messages to publish, in order.
     *
     * @param firstId the first one's number; the others follow by one
     * @param messages at least one
     */
    record Publish(long firstId, List<Outgoing> messages) implements Frame {}

    /**
     * A message on its way to the broker.
     *
     * @param topic where to
     * @param payload the encoded value; shared, not to be changed
     * @param attributes what else there is to say of it
     * @param ttlMillis its time to live in milliseconds, {@link Envelope#NEVER} for ever, 0 for the topic's default
     * @param delayMillis how long it stays out of sight, in milliseconds, 0 for not at all
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, and compared by nobody
    record Outgoing(String topic, byte[] payload, Attributes attributes, long ttlMillis, long delayMillis) {}

    /**
     * What became of publishes, in the order of their numbers.
     *
     * @param outcomes at least one
     */
    record Published(List<Outcome> outcomes) implements Frame {}

    /** What became of a run of publishes. */
    sealed interface Outcome {

        /** The first one's number. */
        long firstId();

        /** How many. */
        int count();
    }

    /**
     * A run of messages that the broker keeps.
     *
     * @param firstId the first one's number
     * @param count how many, at least 1
     * @param firstSequence the first one's place in its topic; the others follow by one. Without meaning if delayed
     * @param acceptedMillis when they were accepted, in milliseconds since the epoch
     * @param expiresMillis when they expire, or {@link Envelope#NEVER}
     * @param dueMillis when they come into sight, or 0 if they were not delayed
     */
    record Accepted(
            long firstId, int count, long firstSequence, long acceptedMillis, long expiresMillis, long dueMillis)
            implements Outcome {}

    /**
     * A run of messages that the broker does not keep.
     *
     * @param firstId the first one's number
     * @param count how many, at least 1
     * @param reason why
     * @param detail the same in words
     */
    record Refused(long firstId, int count, DunlinException.Reason reason, String detail) implements Outcome {}

    /**
     * Opens a subscription.
     *
     * @param subscription its number
     * @param pattern a topic's name or a pattern
     * @param terms how it behaves
     * @param creditBytes how many bytes may be delivered before more credit is given
     * @param epoch which broker the sequences in the terms are of, or 0 for any
     */
    record Subscribe(long subscription, String pattern, Terms terms, long creditBytes, long epoch) implements Frame {

        /** A subscription that does not resume another. */
        public Subscribe(long subscription, String pattern, Terms terms, long creditBytes) {
            this(subscription, pattern, terms, creditBytes, 0);
        }
    }

    /**
     * How a subscription behaves, as {@link dev.dunlin.broker.SubscribeOptions} says it.
     *
     * @param from where it starts
     * @param group whose members share the messages, or null
     * @param manual whether messages are acknowledged by hand
     * @param ackTimeoutMillis how long one may stay unacknowledged, in milliseconds
     * @param maxAttempts how often one is handed out
     * @param deadLetterTopic where those go that are given up, or null
     * @param maxUnacknowledged how many may be unacknowledged
     * @param overload what happens when more waits than the bound
     * @param maxUnconsumedBytes the bound
     */
    record Terms(
            Position from,
            @Nullable String group,
            boolean manual,
            long ackTimeoutMillis,
            int maxAttempts,
            @Nullable String deadLetterTopic,
            int maxUnacknowledged,
            Overload overload,
            long maxUnconsumedBytes) {}

    /**
     * The subscription is open: from now on "latest" is fixed.
     *
     * @param subscription its number
     * @param starts for one from {@link Position.Latest}, the next sequence of each topic; empty if they are too many
     * @param establishedMillis then what the broker's clock showed before, in milliseconds since the epoch; otherwise 0
     */
    record Subscribed(long subscription, Map<String, Long> starts, long establishedMillis) implements Frame {

        /** Copies the map. */
        public Subscribed {
            starts = Map.copyOf(starts);
        }

        /** One that does not say where it starts. */
        public Subscribed(long subscription) {
            this(subscription, Map.of(), 0);
        }
    }

    /**
     * Messages for a subscription, in order.
     *
     * @param subscription its number
     * @param deliveries at least one
     */
    record Deliver(long subscription, List<Delivery> deliveries) implements Frame {}

    /**
     * A message handed out.
     *
     * @param envelope the message
     * @param attempt how often it has been handed out, from 1
     */
    record Delivery(Envelope envelope, int attempt) {}

    /**
     * More may be delivered.
     *
     * @param subscription its number
     * @param bytes how many bytes more, by {@link Envelope#costBytes()}; negative takes back what was granted
     */
    record Credit(long subscription, long bytes) implements Frame {}

    /**
     * Messages that were dealt with.
     *
     * @param subscription its number
     * @param topic where they were published
     * @param sequences their places there
     */
    record Acknowledge(long subscription, String topic, List<Long> sequences) implements Frame {}

    /**
     * Messages that could not be dealt with.
     *
     * @param subscription its number
     * @param topic where they were published
     * @param sequences their places there
     */
    record Reject(long subscription, String topic, List<Long> sequences) implements Frame {}

    /**
     * A subscription missed messages.
     *
     * @param subscription its number
     * @param gap which, and why
     */
    record Skipped(long subscription, Gap gap) implements Frame {}

    /**
     * Closes a subscription, or stops it for now.
     *
     * @param subscription its number
     */
    record Unsubscribe(long subscription) implements Frame {}

    /**
     * A subscription came to its end.
     *
     * @param subscription its number
     * @param end why
     */
    record Ended(long subscription, SubscriptionEnd end) implements Frame {}

    /**
     * Gives a topic settings of its own.
     *
     * @param topic its name
     * @param config the settings
     */
    record Configure(String topic, TopicConfig config) implements Frame {}

    /**
     * A question.
     *
     * @param id its number
     * @param question what is asked
     */
    record Ask(long id, Question question) implements Frame {}

    /** What may be asked. */
    sealed interface Question {}

    /**
     * For a topic's newest message.
     *
     * @param topic its name
     * @param afterSequence only if newer than this; -1 for any
     */
    record Latest(String topic, long afterSequence) implements Question {}

    /** For what each topic has counted. */
    record Topics() implements Question {}

    /** For what the broker has counted. */
    record Stats() implements Question {}

    /**
     * An answer.
     *
     * @param id the question's number
     * @param reply what is answered
     */
    record Answer(long id, Reply reply) implements Frame {}

    /** What may be answered. */
    sealed interface Reply {}

    /**
     * A topic's newest message.
     *
     * @param envelope the message, or null if none is alive and newer
     */
    record LatestIs(@Nullable Envelope envelope) implements Reply {}

    /**
     * What each topic has counted.
     *
     * @param topics by name, in order
     */
    record TopicsAre(List<TopicStats> topics) implements Reply {}

    /**
     * What the broker has counted.
     *
     * @param stats the numbers
     * @param server what the server has counted, or null if it does not say
     */
    record StatsAre(BrokerStats stats, @Nullable ServerStats server) implements Reply {}

    /**
     * The question cannot be answered.
     *
     * @param reason why
     * @param detail the same in words
     */
    record Unanswered(DunlinException.Reason reason, String detail) implements Reply {}

    /**
     * Asks for a {@link Pong}.
     *
     * @param token comes back
     */
    record Ping(long token) implements Frame {}

    /**
     * Answers a {@link Ping}.
     *
     * @param token what the ping had
     * @param clockMillis what the answering side's clock shows, in milliseconds since the epoch, or 0 if it does not say
     */
    record Pong(long token, long clockMillis) implements Frame {

        /** A pong that does not tell the time. */
        public Pong(long token) {
            this(token, 0);
        }
    }

    /**
     * Asks a replica to carry out a request. What was sent before under the same number is not carried out again: it is
     * answered again.
     *
     * @param number names the request among those of the same {@linkplain Hello#publisherId() caller}; from 1, grows
     * @param attempt how often the request has been sent, from 1; comes back in the response
     * @param settled no request of a smaller number will be sent any more
     * @param procedure what is to be done: 1 to 255 bytes of UTF-8, no control characters
     * @param body the encoded arguments; shared, not to be changed
     * @param deadlineMillis when it is too late to begin, by the server's clock, in milliseconds since the epoch; {@link
     *     Envelope#NEVER} for never
     * @param minPosition how much of its log the replica must have applied before it begins; -1 for any
     * @param oneWay whether no response is wanted
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, and compared by nobody
    record Request(
            long number,
            int attempt,
            long settled,
            String procedure,
            byte[] body,
            long deadlineMillis,
            long minPosition,
            boolean oneWay)
            implements Frame {}

    /**
     * Answers a {@link Request}.
     *
     * @param number the request's number
     * @param attempt which attempt is answered
     * @param position how much of its log the replica had applied; -1 if it keeps none
     * @param result what came of it
     */
    record Response(long number, int attempt, long position, Result result) implements Frame {}

    /** What came of a request. */
    sealed interface Result {}

    /**
     * It was carried out.
     *
     * @param body the encoded result; shared, not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, and compared by nobody
    record Returned(byte[] body) implements Result {}

    /**
     * It was not, or failed.
     *
     * @param failure why
     * @param detail the same in words
     */
    record NotReturned(Failure failure, String detail) implements Result {}

    /**
     * The response to a request is not wanted any more.
     *
     * @param number the request's number
     */
    record Cancel(long number) implements Frame {}

    /**
     * The server will close before long: the client is to connect to another, or to this one again.
     *
     * @param detail why, in words
     */
    record GoAway(String detail) implements Frame {}

    /**
     * The last frame: the sender closes.
     *
     * @param reason why
     * @param detail the same in words
     */
    record Goodbye(CloseReason reason, String detail) implements Frame {

        /** Checks that all is given. */
        public Goodbye {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
