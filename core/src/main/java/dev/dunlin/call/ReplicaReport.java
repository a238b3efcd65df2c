package dev.dunlin.call;

import dev.dunlin.transport.Failure;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * What one replica did in a call.
 *
 * @param replica its address
 * @param outcome how its answer relates to the one that was agreed on
 * @param attempts how often the request was sent to it, or would have been had there been a connection
 * @param took from the first attempt until its answer, or until now
 * @param mayHaveExecuted whether it may have carried the request out
 * @param detail for a failure what was met, in words; otherwise empty
 */
public record ReplicaReport(
        URI replica, Outcome outcome, int attempts, Duration took, boolean mayHaveExecuted, String detail) {

    /** How a replica's answer relates to the one that was agreed on. */
    public sealed interface Outcome {}

    /** It is the same. */
    public record Agreed() implements Outcome {}

    /** It is another, or there was none to agree on. */
    public record Differed() implements Outcome {}

    /**
     * There is none.
     *
     * @param failure why
     */
    public record Failed(Failure failure) implements Outcome {

        /** Checks that it is given. */
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }

    /** It was not waited for. */
    public record Unheard() implements Outcome {}

    /** Checks that all is given. */
    public ReplicaReport {
        Objects.requireNonNull(replica, "replica");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(detail, "detail");
    }

    /** Whether it answered otherwise, or not at all though it had its time. */
    public boolean dissents() {
        return outcome instanceof Differed || outcome instanceof Failed;
    }
}
