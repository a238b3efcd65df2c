package dev.dunlin.criu.crac;

/** Who is told before the process is frozen, and after. Called by the thread that asked for the checkpoint. */
public interface Resource {

    /**
     * The process is about to be frozen: what cannot be frozen is to be closed.
     *
     * @param context who tells it
     * @throws Exception if it is not ready; nothing is frozen then, and the others are told to go on
     */
    void beforeCheckpoint(Context context) throws Exception;

    /**
     * The process goes on: it was frozen and has gone on or was thawed, or it was not frozen after all.
     *
     * @param context who tells it
     * @throws Exception if it does not come back; the others are told all the same
     */
    void afterRestore(Context context) throws Exception;
}
