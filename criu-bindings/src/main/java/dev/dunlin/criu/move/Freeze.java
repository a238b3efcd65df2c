package dev.dunlin.criu.move;

import java.util.Map;

/** Stops a process on the source and writes it down, and holds it until it is said what becomes of it. For one thread. */
interface Freeze extends AutoCloseable {

    /** Makes ready what can be while it runs. To be called once, before it is stopped. */
    void prepare();

    /** Stops it, and begins to write it down. */
    void begin();

    /**
     * Whether all is written.
     *
     * @throws dev.dunlin.DunlinException if that has failed
     */
    boolean dumped();

    /** What the target has to know to restore it. */
    Map<String, String> options();

    /** Notes that from now on it may run on the target: if this program comes to its end, the process stays stopped. */
    void decide();

    /** Ends it: it runs on the target. */
    void commit();

    /** Lets it run on. */
    void back();

    /** Leaves it stopped, as nobody knows whether it runs on the target. */
    void leave();

    @Override
    void close();
}
