package dev.dunlin.criu.move;

import java.util.Map;

/** Brings a process back from its images on the target. For one thread at a time. */
interface Thaw {

    /** Makes ready what can be before all images are there; throws what is in the way. */
    void prepare(Map<String, String> facts);

    /** Knows what a receiver that was there before has made ready. */
    void remember(Map<String, String> facts);

    /**
     * Restores it; it is stopped then.
     *
     * @return how long each part took, in nanoseconds
     */
    Map<String, Long> restore(Map<String, String> options);

    /** Lets it run. Once more does nothing. */
    void run();

    /** Has something done when its images are needed no more. */
    void whenOver(Runnable action);

    /**
     * Takes back what was made ready.
     *
     * @param begun whether a restore was begun: then what is there of the process is ended
     */
    void drop(boolean begun);
}
