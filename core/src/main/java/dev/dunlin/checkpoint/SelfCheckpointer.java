package dev.dunlin.checkpoint;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Freezes the process that asks. {@link Checkpointer#self()} finds one through {@link java.util.ServiceLoader}. Safe for use
 * by any thread; one checkpoint is taken at a time.
 */
public interface SelfCheckpointer {

    /** Whether this process could be frozen here and now, as far as that is known before it has prepared for it. */
    Verdict verdict();

    /**
     * Freezes this process. The call comes back in the process that goes on, and once more in each that is thawed from what is
     * on disk. If anything fails, the process runs on as if nothing had been asked.
     *
     * <p>Before, the registered resources are told, those that registered last first; afterwards, in either process and after
     * a failure, they are told again in the order of registration.
     *
     * @param directory where the images go; made if it does not exist, refused if it holds a checkpoint already
     * @param afterwards what becomes of this process; if it is ended, only what is thawed comes back
     * @return how it came back
     * @throws dev.dunlin.DunlinException with the cause and the mend; what the resources threw is suppressed in it
     * @throws IllegalStateException if this process is being frozen already
     */
    Continuation checkpoint(Path directory, Afterwards afterwards);

    /** When this process was last thawed, and how long it was away; empty if it never was, by a checkpoint of its own. */
    Optional<Continuation.Restored> restored();
}
