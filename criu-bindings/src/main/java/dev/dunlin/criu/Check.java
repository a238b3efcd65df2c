package dev.dunlin.criu;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The checksums of a checkpoint, compared by a thread of its own while the tool works behind a {@link Gate}. */
final class Check {

    private final CompletableFuture<@Nullable CheckpointException> outcome = new CompletableFuture<>();

    private Check() {}

    /** Begins. The gate is told the outcome. */
    static Check begin(Runnable comparison, Gate gate) {
        Check check = new Check();
        Thread thread = new Thread(() -> check.run(comparison, gate), "dunlin-verification");
        thread.setDaemon(true);
        thread.start();
        return check;
    }

    /** Whether a difference has been found already. */
    boolean hasFailed() {
        return outcome.isDone() && outcome.join() != null;
    }

    /** Waits for the outcome: the difference, or null if there is none. */
    @Nullable
    CheckpointException await() {
        return outcome.join();
    }

    private void run(Runnable comparison, Gate gate) {
        CheckpointException failure = null;
        try {
            comparison.run();
        } catch (CheckpointException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new CheckpointException(
                    CheckpointFault.OTHER, "the images cannot be compared with the manifest: " + e, null, e);
        }
        try {
            gate.say(failure == null);
        } catch (IOException e) {
            failure = new CheckpointException(
                    CheckpointFault.OTHER, "the restore cannot be told that the images are whole: " + e, null, e);
        }
        outcome.complete(failure);
    }
}
