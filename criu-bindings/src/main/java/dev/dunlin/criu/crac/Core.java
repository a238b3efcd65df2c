package dev.dunlin.criu.crac;

import dev.dunlin.checkpoint.Checkpointer;
import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.criu.CheckpointFault;
import java.nio.file.Path;

/** Where resources register, and where a checkpoint is asked for, as CRaC has it. Safe for use by any thread. */
public final class Core {

    /** The system property that names the directory of the images: {@value}. */
    public static final String TO = "dunlin.checkpoint.to";

    private static final Context GLOBAL = new Context();

    private Core() {}

    /** The context that is told of every checkpoint of this process. The name is CRaC's. */
    public static Context getGlobalContext() {
        return GLOBAL;
    }

    /**
     * Freezes this process into the directory that the system property {@value #TO} names, and ends it; comes back in the
     * process that is thawed. {@link Checkpointer#self()} lets it go on instead, and says how long it was away.
     *
     * @throws CheckpointException if it was not frozen, and goes on
     * @throws RestoreException if it was thawed, and resources did not come back
     * @throws UnsupportedOperationException if the property is not set; nobody was told then
     */
    public static void checkpointRestore() throws CheckpointException, RestoreException {
        String to = System.getProperty(TO);
        if (to == null) {
            throw new UnsupportedOperationException(TO + " is not set: name the directory of the images with -D" + TO);
        }
        try {
            Checkpointer.self().checkpoint(Path.of(to), Afterwards.ENDED);
        } catch (dev.dunlin.criu.CheckpointException e) {
            if (e.fault() == CheckpointFault.RESOURCE_LOST) {
                throw withSuppressed(new RestoreException(), e);
            }
            CheckpointException failure = new CheckpointException();
            if (e.fault() == CheckpointFault.RESOURCE_REFUSED) {
                throw withSuppressed(failure, e);
            }
            failure.addSuppressed(e);
            throw failure;
        } catch (IllegalStateException e) {
            CheckpointException failure = new CheckpointException();
            failure.addSuppressed(e);
            throw failure;
        }
    }

    /**
     * Whether what registers with {@code org.crac} is told of checkpoints of this process; true if that library is not there.
     * If it has not been used yet, it is told to come here.
     */
    public static boolean hearsOrgCrac() {
        return OrgCrac.JOINED;
    }

    private static <E extends Exception> E withSuppressed(E failure, Exception carrier) {
        for (Throwable e : carrier.getSuppressed()) {
            failure.addSuppressed(e);
        }
        return failure;
    }
}
