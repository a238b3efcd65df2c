package dev.dunlin.call.ordered;

import dev.dunlin.call.ordered.LogEntry.Claim;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which state goes on in a broker's new epoch. The old log is lost, and the replicas may have applied more or less of it: each
 * says by a claim in the new log what it brings, and as all see the claims in one order, all decide alike.
 *
 * <p>It is decided when a majority that have a state have spoken, or a majority that have none, or all. The claim of the most
 * generations, then of the highest position, goes on. What was answered had been applied by a majority, one of which is among
 * any majority that claims: so it is not lost, as long as no majority of the replicas has lost its state. For one thread.
 */
final class Succession {

    /** What goes on where nobody has a state: an empty one. */
    static final Claim NOTHING = new Claim("", 0, 0, 0);

    private static final Comparator<Claim> BY_AGE =
            Comparator.comparingLong(Claim::generation).thenComparingLong(Claim::position);

    private final int replicas;
    private final Map<String, Claim> claims = new LinkedHashMap<>();
    private @Nullable Claim decided;

    /**
     * Nobody has spoken.
     *
     * @param replicas how many replicas there are
     */
    Succession(int replicas) {
        this.replicas = replicas;
    }

    /** Takes the next claim of the log in; of each replica the first counts. */
    void add(Claim claim) {
        if (decided == null && claims.putIfAbsent(claim.replica(), claim) == null) {
            decided = decide();
        }
    }

    private @Nullable Claim decide() {
        int majority = replicas / 2 + 1;
        long withState = claims.values().stream().filter(Claim::hasState).count();
        long without = claims.size() - withState;
        if (withState < majority && without < majority && claims.size() < replicas) {
            return null;
        }
        Claim best = NOTHING;
        for (Claim claim : claims.values()) {
            if (claim.hasState() && BY_AGE.compare(claim, best) > 0) {
                best = claim;
            }
        }
        return best;
    }

    /** Whether a replica has spoken. */
    boolean hasSpoken(String replica) {
        return claims.containsKey(replica);
    }

    int spoken() {
        return claims.size();
    }

    /** The state that goes on; null while that is not decided. */
    @Nullable
    Claim decided() {
        return decided;
    }
}
