package dev.dunlin.benchmarks.calls;

import java.util.concurrent.CompletionStage;

/** One way to call a server, or several replicas of one. Safe for use by any thread. */
@FunctionalInterface
interface CallPeer {

    /**
     * Calls.
     *
     * @param body the request; it is not changed any more
     * @return completes with the answer (that of a majority, where there are replicas) or with why there is none, on
     *     whatever thread the peer does that
     */
    CompletionStage<byte[]> call(byte[] body);
}
