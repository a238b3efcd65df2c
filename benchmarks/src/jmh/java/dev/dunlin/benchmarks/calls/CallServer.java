package dev.dunlin.benchmarks.calls;

import java.util.function.Consumer;

/** What answers requests; the same for all peers. Safe for use by any thread. */
@FunctionalInterface
interface CallServer {

    /**
     * Answers a request, at once on this thread or later on another.
     *
     * @param request what was asked; it may be kept
     * @param reply is given the answer, once
     */
    void answer(byte[] request, Consumer<byte[]> reply);
}
