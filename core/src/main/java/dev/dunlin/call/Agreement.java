package dev.dunlin.call;

import java.net.URI;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How many replicas must give the same answer for it to be the answer. Immutable.
 *
 * <p>Whether two answers are the same is a matter of {@link Equality}.
 */
public final class Agreement {

    /** A rule of one's own. Must be pure: it is asked after each answer, with what is known then. */
    @FunctionalInterface
    public interface Rule {

        /**
         * Decides. Once it has said anything but {@link Decision#UNDECIDED} it is not asked again.
         *
         * @param tally what is known
         */
        Decision decide(Tally tally);
    }

    private final String name;
    private final ToIntFunction<URI> weights;
    private final IntUnaryOperator needed;

    /** Null if what is needed decides alone. */
    private final @Nullable Rule rule;

    private Agreement(String name, ToIntFunction<URI> weights, IntUnaryOperator needed, @Nullable Rule rule) {
        this.name = name;
        this.weights = weights;
        this.needed = needed;
        this.rule = rule;
    }

    private static Agreement threshold(String name, ToIntFunction<URI> weights, IntUnaryOperator needed) {
        return new Agreement(name, weights, needed, null);
    }

    /** The first answer is the answer, whatever the others say. */
    public static Agreement first() {
        return threshold("first", Agreement::one, total -> 1);
    }

    /** More than half of the replicas must answer alike. */
    public static Agreement majority() {
        return threshold("majority", Agreement::one, total -> total / 2 + 1);
    }

    /**
     * So many replicas must answer alike. With fewer than a majority two calls may have different answers, each agreed.
     *
     * @param count at least 1
     * @throws IllegalArgumentException if it is less
     */
    public static Agreement atLeast(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count=" + count + ": at least 1 replica must answer");
        }
        return threshold("at least " + count, Agreement::one, total -> count);
    }

    /** All replicas must answer alike. */
    public static Agreement all() {
        return threshold("all", Agreement::one, total -> total);
    }

    /**
     * Replicas that weigh so much together must answer alike.
     *
     * @param weights how much a replica weighs, by its address; not negative
     * @param enough how much they must weigh together, at least 1
     * @throws IllegalArgumentException if it is less
     */
    public static Agreement weighted(ToIntFunction<URI> weights, int enough) {
        Objects.requireNonNull(weights, "weights");
        if (enough < 1) {
            throw new IllegalArgumentException("enough=" + enough + ": must be at least 1");
        }
        return threshold("weight of " + enough, weights, total -> enough);
    }

    /**
     * A rule of one's own, each replica weighing 1.
     *
     * @param name what to call it, for logs and errors
     * @param rule decides
     */
    public static Agreement of(String name, Rule rule) {
        Objects.requireNonNull(rule, "rule");
        return new Agreement(Objects.requireNonNull(name, "name"), Agreement::one, total -> 1, rule);
    }

    private static int one(URI replica) {
        return 1;
    }

    /** A rule of the user's own, which must be given a whole tally; null if {@link #decide} suffices. */
    @Nullable
    Rule rule() {
        return rule;
    }

    /** Decides by what is needed; the numbers are those of a {@link Tally}. */
    Decision decide(int total, int answered, int heaviest, int attainable) {
        int enough = needed.applyAsInt(total);
        if (heaviest >= enough) {
            return Decision.AGREED;
        }
        if (attainable >= enough) {
            return Decision.UNDECIDED;
        }
        return answered >= enough ? Decision.SPLIT : Decision.TOO_FEW;
    }

    int weight(URI replica) {
        int weight = weights.applyAsInt(replica);
        if (weight < 0) {
            throw new IllegalArgumentException("the weight of " + replica + " is " + weight + ": must not be negative");
        }
        return weight;
    }

    /** What must agree, of so much in all. */
    int needed(int total) {
        return needed.applyAsInt(total);
    }

    /**
     * Checks that it can be reached.
     *
     * @param replicas how many there are
     * @param total what they weigh together
     * @throws IllegalArgumentException if not even all of them suffice
     */
    void checkReach(int replicas, int total) {
        if (needed(total) > total) {
            throw new IllegalArgumentException("agreement=" + name + ": " + replicas + " replicas weigh " + total
                    + " together, " + needed(total) + " must agree");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
