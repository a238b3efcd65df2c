package dev.dunlin.call;

import dev.dunlin.DunlinException;
import java.util.List;

/**
 * A call to replicas came to no value. A retry is safe if no replica can have carried the request out, or if carrying it
 * out again does no harm, as the caller has said.
 */
public final class CallException extends DunlinException {

    private static final long serialVersionUID = 1L;

    private final transient List<ReplicaReport> replicas;
    private final boolean mayHaveExecuted;

    /**
     * Creates an exception.
     *
     * @param reason what went wrong
     * @param message the same in words
     * @param replicas what each replica did
     */
    CallException(Reason reason, String message, List<ReplicaReport> replicas) {
        super(reason, message);
        this.replicas = List.copyOf(replicas);
        this.mayHaveExecuted = replicas.stream().anyMatch(ReplicaReport::mayHaveExecuted);
    }

    /** What each replica did; empty after the exception was serialized. */
    public List<ReplicaReport> replicas() {
        return replicas == null ? List.of() : replicas;
    }

    /** Whether no replica can have carried the request out: then a retry cannot have it carried out twice. */
    @Override
    public boolean retryIsSafe() {
        return !mayHaveExecuted;
    }

    @Override
    public boolean effectMayHaveHappened() {
        return mayHaveExecuted;
    }
}
