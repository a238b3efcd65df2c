package dev.dunlin.call;

import dev.dunlin.transport.Failure;
import java.util.Map;

/**
 * What a replica has counted. A snapshot: the numbers are read one after another.
 *
 * @param requests requests that came, those included that were refused or had come before
 * @param executed requests that a handler was called for
 * @param repeated requests that had come before, and were answered from memory
 * @param failures requests that were not answered with a result, by why
 * @param inProgress requests that are being carried out, or wait for it
 * @param remembered answers that are kept
 * @param rememberedBytes how many bytes those are counted as
 * @param forgottenCallers callers whose answers were forgotten because nothing came from them for a long time
 */
public record ReplicaStats(
        long requests,
        long executed,
        long repeated,
        Map<Failure, Long> failures,
        int inProgress,
        int remembered,
        long rememberedBytes,
        long forgottenCallers) {

    /** Copies the map. */
    public ReplicaStats {
        failures = Map.copyOf(failures);
    }
}
