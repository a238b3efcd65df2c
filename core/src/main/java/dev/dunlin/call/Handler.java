package dev.dunlin.call;

/**
 * Carries requests out, and may block. Called by several threads at once, for different requests.
 */
@FunctionalInterface
public interface Handler {

    /**
     * Carries a request out.
     *
     * @param request what is asked
     * @return the encoded result; not to be changed afterwards
     * @throws Exception if it cannot; the caller is told that the handler failed, and the exception in words
     */
    byte[] handle(Request request) throws Exception;
}
