package dev.dunlin.checkpoint;

import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Freezes processes and containers to disk, and thaws them. Nothing is frozen that was not judged possible first. Safe for
 * use by any thread; calls block for as long as the freezing takes.
 */
public interface Checkpointer {

    /** Whether a target could be frozen here and now. Changes nothing. */
    Verdict verdict(Target target);

    /**
     * Freezes a target. If anything fails, it runs on as if nothing had been asked.
     *
     * @param target what to freeze
     * @param directory where its images go; made if it does not exist, refused if it holds a checkpoint already
     * @param afterwards what becomes of the target
     * @throws dev.dunlin.DunlinException with the cause and the mend; REJECTED if the verdict is against it
     */
    Checkpoint checkpoint(Target target, Path directory, Afterwards afterwards);

    /**
     * Thaws what was frozen.
     *
     * @param directory where its images are
     * @return how long each phase took
     * @throws dev.dunlin.DunlinException with the cause and the mend; nothing runs then
     */
    PhaseTimes restore(Path directory);

    /**
     * What freezes the process that asks.
     *
     * <pre>{@code
     * SelfCheckpointer self = Checkpointer.self();
     * Continuation continuation = self.checkpoint(Path.of("images"), Checkpointer.Afterwards.RUNNING);
     * if (continuation instanceof Continuation.Restored restored) {
     *     System.out.println("away for " + restored.away());
     * }
     * }</pre>
     *
     * @throws UnsupportedOperationException if nothing on the class path can do that
     */
    static SelfCheckpointer self() {
        return ServiceLoader.load(SelfCheckpointer.class, Checkpointer.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new UnsupportedOperationException(
                        "nothing on the class path freezes the process that asks: add dunlin-criu-bindings"));
    }

    /** What becomes of a target once it is on disk. */
    enum Afterwards {
        /** It goes on. */
        RUNNING,
        /** It stays, stopped. */
        STOPPED,
        /** It is ended. */
        ENDED
    }
}
