package dev.dunlin.call;

import java.util.List;

/**
 * What an {@link Agreement} decides by. All numbers are weights: where each replica weighs 1, they are numbers of replicas.
 *
 * @param total of all replicas that were asked
 * @param answered of those that have answered
 * @param blocs of the groups of replicas whose answers are equal, the heaviest first
 * @param attainable what the heaviest group can still come to, if all who may still answer, or may answer anew, answer alike
 */
public record Tally(int total, int answered, List<Integer> blocs, int attainable) {

    /** Copies the list. */
    public Tally {
        blocs = List.copyOf(blocs);
    }

    /** The weight of the heaviest group; 0 before the first answer. */
    public int heaviest() {
        return blocs.isEmpty() ? 0 : blocs.get(0);
    }
}
