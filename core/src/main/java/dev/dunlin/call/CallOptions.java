package dev.dunlin.call;

import java.time.Duration;
import java.util.Objects;

/**
 * How a call is made. Immutable.
 *
 * @param agreement how many replicas must give the same answer
 * @param deadline how long the call may take in all, positive, at most 365 days
 * @param attemptTimeout how long one attempt may take, positive, at most 365 days; then the request is sent again
 * @param attempts how often the request is sent to each replica, at least 1
 * @param firstPause how long the pause before the second attempt is, at most; it doubles with each further one; positive, at most 365
 *     days
 * @param longestPause how long it becomes, at most; positive, at most 365 days
 * @param idempotent whether carrying the request out twice does no harm: then a replica whose answer differs is asked to
 *     carry it out anew, and one that was started anew meanwhile is asked again
 * @param minPosition how much of its log a replica must have applied before it answers; -1 for any. See {@code
 *     dev.dunlin.call.ordered}
 */
public record CallOptions(
        Agreement agreement,
        Duration deadline,
        Duration attemptTimeout,
        int attempts,
        Duration firstPause,
        Duration longestPause,
        boolean idempotent,
        long minPosition) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** A majority; 5 s in all and 1 s for each of 10 attempts, 10 ms to 1 s between them; not idempotent. */
    public static final CallOptions DEFAULT = new CallOptions(
            Agreement.majority(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            10,
            Duration.ofMillis(10),
            Duration.ofSeconds(1),
            false,
            -1);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public CallOptions {
        Objects.requireNonNull(agreement, "agreement");
        span("deadline", deadline);
        span("attemptTimeout", attemptTimeout);
        int unused = CallConfig.atLeastOne("attempts", attempts);
        span("firstPause", firstPause);
        span("longestPause", longestPause);
        if (minPosition < -1) {
            throw new IllegalArgumentException("minPosition=" + minPosition + ": must be a position, or -1 for any");
        }
    }

    private static void span(String name, Duration value) {
        if (CallConfig.positive(name, value).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + "=" + value + ": at most " + LONGEST.toDays() + " days");
        }
    }

    /** With another agreement. */
    public CallOptions withAgreement(Agreement other) {
        return new CallOptions(
                other, deadline, attemptTimeout, attempts, firstPause, longestPause, idempotent, minPosition);
    }

    /** With another deadline, and attempts that take no longer than that. */
    public CallOptions withDeadline(Duration other) {
        Duration each = other.compareTo(attemptTimeout) < 0 ? other : attemptTimeout;
        return new CallOptions(agreement, other, each, attempts, firstPause, longestPause, idempotent, minPosition);
    }

    /** With another time for each attempt. */
    public CallOptions withAttemptTimeout(Duration other) {
        return new CallOptions(agreement, deadline, other, attempts, firstPause, longestPause, idempotent, minPosition);
    }

    /** With another number of attempts. */
    public CallOptions withAttempts(int other) {
        return new CallOptions(
                agreement, deadline, attemptTimeout, other, firstPause, longestPause, idempotent, minPosition);
    }

    /** With other pauses between attempts. */
    public CallOptions withPauses(Duration first, Duration longest) {
        return new CallOptions(agreement, deadline, attemptTimeout, attempts, first, longest, idempotent, minPosition);
    }

    /** For a request that may be carried out twice, or may not. */
    public CallOptions withIdempotent(boolean other) {
        return new CallOptions(
                agreement, deadline, attemptTimeout, attempts, firstPause, longestPause, other, minPosition);
    }

    /** Answered by replicas that have applied so much of their log. */
    public CallOptions withMinPosition(long other) {
        return new CallOptions(
                agreement, deadline, attemptTimeout, attempts, firstPause, longestPause, idempotent, other);
    }
}
