package dev.dunlin.call;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A call on its way. Safe for use by any thread. What is chained to its stages may run on threads that serve connections, and
 * must not block.
 *
 * @param <A> the type of the value
 */
public final class Pending<A> {

    private final Canvass<A> canvass;

    Pending(Canvass<A> canvass) {
        this.canvass = canvass;
    }

    /** Completes when what comes of the call is certain; never fails. */
    public CompletionStage<Answer<A>> answer() {
        return canvass.answer().minimalCompletionStage();
    }

    /**
     * Completes when nothing more is done for the call: the replicas that had failed or differed have been asked again, as often
     * as that may be. With what each replica has done in the end.
     */
    public CompletionStage<List<ReplicaReport>> repaired() {
        return canvass.repaired();
    }

    /** Gives up: replicas that have not begun will not. Does nothing if the call is over. */
    public void cancel() {
        canvass.cancel();
    }
}
