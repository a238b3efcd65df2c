package dev.dunlin.link;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Environment;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Waits for stages, and gives their failures as what they are. */
public final class Waiting {

    public static final long WITHOUT_BOUND = Long.MAX_VALUE;

    private Waiting() {}

    /**
     * Waits for a stage.
     *
     * @param what what is waited for, in words, for the error
     * @throws DunlinException the stage's own failure, TIMED_OUT, or WOULD_BLOCK on a thread that serves a connection
     */
    public static <T> T await(Environment environment, CompletionStage<T> stage, long timeoutNanos, String what) {
        IoThread.checkMayWait(what);
        try {
            return environment.await(stage, timeoutNanos);
        } catch (CompletionException e) {
            throw unwrapped(e, what);
        } catch (DunlinException e) {
            throw new DunlinException(e.reason(), what + ": " + e.getMessage(), e);
        }
    }

    /** A stage's failure as the caller's exception, with the caller's own stack. */
    private static RuntimeException unwrapped(CompletionException failure, String what) {
        Throwable cause = causeOf(failure);
        if (cause instanceof DunlinException fault) {
            return new DunlinException(fault.reason(), String.valueOf(fault.getMessage()), fault);
        }
        if (cause instanceof IllegalArgumentException mistake) {
            return mistake;
        }
        return new DunlinException(Reason.UNREACHABLE, what + ": " + cause, cause);
    }

    /** What lies beneath the wrappers that stages put around a failure. */
    public static @Nullable Throwable causeOf(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
