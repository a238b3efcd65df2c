package dev.dunlin.call;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The votes of one call: who has answered what, and whether that decides it. Knows no time and no network. For one thread.
 *
 * @param <A> the type of the answers
 */
final class Ballot<A> {

    /** More replicas are too many to ask in one call: who belongs to what is kept in the bits of a long. */
    static final int MAX_REPLICAS = 64;

    /** Replicas that have given the same answer, of which the first is kept. */
    private static final class Bloc<A> {

        final A answer;
        long members;

        Bloc(A answer) {
            this.answer = answer;
        }
    }

    private final Agreement agreement;
    private final int[] weights;
    private final int total;
    private final BiPredicate<? super A, ? super A> same;
    private final List<Bloc<A>> blocs = new ArrayList<>(2);

    /** Who may still answer, or answer anew. */
    private long open;

    /**
     * A ballot of replicas that all may still answer.
     *
     * @param weights of the replicas, not negative; not to be changed any more
     * @param same whether two answers are equal
     */
    Ballot(Agreement agreement, int[] weights, BiPredicate<? super A, ? super A> same) {
        if (weights.length > MAX_REPLICAS) {
            throw new IllegalArgumentException(weights.length + " replicas: at most " + MAX_REPLICAS);
        }
        this.agreement = agreement;
        this.weights = weights;
        this.same = same;
        this.open = weights.length == MAX_REPLICAS ? -1 : (1L << weights.length) - 1;
        this.total = weightOf(open);
    }

    /** A replica has answered. What it answered before does not count any more. */
    void answer(int replica, A answer) {
        long bit = 1L << replica;
        Bloc<A> joined = null;
        boolean anew = false;
        for (Bloc<A> bloc : blocs) {
            anew |= (bloc.members & bit) != 0;
            bloc.members &= ~bit;
            if (joined == null && same.test(bloc.answer, answer)) {
                joined = bloc;
            }
        }
        if (joined == null) {
            joined = new Bloc<>(answer);
            blocs.add(joined);
        }
        joined.members |= bit;
        if (anew) {
            blocs.removeIf(bloc -> bloc.members == 0);
        }
    }

    /** Nothing more comes from a replica: what it has answered stays, or it has not answered. */
    void close(int replica) {
        open &= ~(1L << replica);
    }

    /** Where the vote stands. */
    Decision decision() {
        Agreement.Rule own = agreement.rule();
        if (own != null) {
            return own.decide(tally());
        }
        // As tally() does, without a list: this is asked several times a call.
        int heaviest = 0;
        long answered = 0;
        int attainable = weightOf(open);
        for (Bloc<A> bloc : blocs) {
            heaviest = Math.max(heaviest, weightOf(bloc.members));
            answered |= bloc.members;
            attainable = Math.max(attainable, weightOf(bloc.members | open));
        }
        return agreement.decide(total, weightOf(answered), heaviest, attainable);
    }

    Tally tally() {
        List<Integer> byWeight = new ArrayList<>(blocs.size());
        long answered = 0;
        int attainable = weightOf(open);
        for (Bloc<A> bloc : blocs) {
            byWeight.add(weightOf(bloc.members));
            answered |= bloc.members;
            attainable = Math.max(attainable, weightOf(bloc.members | open));
        }
        byWeight.sort(Comparator.reverseOrder());
        return new Tally(total, weightOf(answered), byWeight, attainable);
    }

    private int weightOf(long members) {
        int weight = 0;
        for (long rest = members; rest != 0; rest &= rest - 1) {
            weight += weights[Long.numberOfTrailingZeros(rest)];
        }
        return weight;
    }

    /** The answer of the heaviest group, of several the one that was given first; only when somebody has answered. */
    A heaviest() {
        return Objects.requireNonNull(heaviestBloc(), "nobody has answered").answer;
    }

    /** The first of the different answers that a test accepts; null if it accepts none. */
    @Nullable
    A find(Predicate<? super A> test) {
        for (Bloc<A> bloc : blocs) {
            if (test.test(bloc.answer)) {
                return bloc.answer;
            }
        }
        return null;
    }

    /** The different answers, in the order in which they were given. */
    List<A> answers() {
        List<A> all = new ArrayList<>(blocs.size());
        for (Bloc<A> bloc : blocs) {
            all.add(bloc.answer);
        }
        return all;
    }

    /** Whether a replica is in the heaviest group. */
    boolean isInHeaviest(int replica) {
        Bloc<A> heaviest = heaviestBloc();
        return heaviest != null && (heaviest.members & 1L << replica) != 0;
    }

    /** Whether two groups are equally heavy, and none is heavier. */
    boolean isTied() {
        List<Integer> byWeight = tally().blocs();
        return byWeight.size() > 1 && byWeight.get(0).equals(byWeight.get(1));
    }

    /** Whether a replica is of the group whose answer this is. */
    @SuppressWarnings("ReferenceEquality") // one of answers()
    boolean isOf(int replica, A answer) {
        return answerOf(replica) == answer;
    }

    /** What a replica has answered; null if it has not. */
    @Nullable
    A answerOf(int replica) {
        for (Bloc<A> bloc : blocs) {
            if ((bloc.members & 1L << replica) != 0) {
                return bloc.answer;
            }
        }
        return null;
    }

    private @Nullable Bloc<A> heaviestBloc() {
        Bloc<A> heaviest = null;
        for (Bloc<A> bloc : blocs) {
            if (heaviest == null || weightOf(bloc.members) > weightOf(heaviest.members)) {
                heaviest = bloc;
            }
        }
        return heaviest;
    }
}
