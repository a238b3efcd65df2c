package dev.dunlin.call;

import java.util.concurrent.CompletionStage;

/**
 * Carries requests out without blocking: it is called on the thread that serves the connection.
 */
@FunctionalInterface
public interface AsyncHandler {

    /**
     * Begins to carry a request out.
     *
     * @param request what is asked
     * @return completes with the encoded result, not to be changed afterwards, or with what the caller is told of
     * @throws Exception if it cannot
     */
    CompletionStage<byte[]> handle(Request request) throws Exception;
}
