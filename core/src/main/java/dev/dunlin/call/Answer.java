package dev.dunlin.call;

import dev.dunlin.DunlinException.Reason;
import java.time.Duration;
import java.util.List;

/**
 * What came of a call to replicas. Immutable.
 *
 * @param <A> the type of the value
 */
public sealed interface Answer<A> {

    /** What each replica did until then, in the order of the replicas. */
    List<ReplicaReport> replicas();

    /** How long the call took. */
    Duration took();

    /**
     * The value that was agreed on.
     *
     * @throws CallException if there is none: it says whether a retry is safe, and whether the request may have been carried
     *     out
     */
    A get();

    /** The replicas that answered otherwise, or failed. */
    default List<ReplicaReport> dissenters() {
        return replicas().stream().filter(ReplicaReport::dissents).toList();
    }

    /** How often the request was sent, to all replicas together. */
    default int attempts() {
        return replicas().stream().mapToInt(ReplicaReport::attempts).sum();
    }

    /**
     * Enough replicas gave the same answer.
     *
     * @param value the answer, of the first that gave it
     * @param replicas what each replica did until that was certain: those that were not needed may be {@link
     *     ReplicaReport.Unheard}
     * @param took how long it took
     */
    record Agreed<A>(A value, List<ReplicaReport> replicas, Duration took) implements Answer<A> {

        /** Copies the list. */
        public Agreed {
            replicas = List.copyOf(replicas);
        }

        @Override
        public A get() {
            return value;
        }
    }

    /**
     * Enough replicas answered, but not alike.
     *
     * @param ballots the different answers, and who gave each, the heaviest first
     * @param replicas what each replica did
     * @param took how long it took
     */
    record Split<A>(List<Vote<A>> ballots, List<ReplicaReport> replicas, Duration took) implements Answer<A> {

        /** Copies the lists. */
        public Split {
            ballots = List.copyOf(ballots);
            replicas = List.copyOf(replicas);
        }

        @Override
        public A get() {
            String sizes = ballots.stream()
                    .map(vote -> Integer.toString(vote.replicas().size()))
                    .reduce((one, other) -> one + ":" + other)
                    .orElse("");
            throw new CallException(
                    Reason.DISAGREED,
                    "the replicas disagree, " + sizes
                            + ": compare them, or give an equality that leaves out in what they " + "may differ",
                    replicas);
        }
    }

    /**
     * Fewer replicas answered than must agree.
     *
     * @param reached how many answered, by weight
     * @param needed how many must agree, by weight
     * @param replicas what each replica did
     * @param took how long it took
     */
    record TooFew<A>(int reached, int needed, List<ReplicaReport> replicas, Duration took) implements Answer<A> {

        /** Copies the list. */
        public TooFew {
            replicas = List.copyOf(replicas);
        }

        /** The replicas that failed. */
        public List<ReplicaReport> failures() {
            return replicas.stream()
                    .filter(report -> report.outcome() instanceof ReplicaReport.Failed)
                    .toList();
        }

        @Override
        public A get() {
            StringBuilder text = new StringBuilder(
                    reached + " of " + replicas.size() + " replicas answered, " + needed + " must agree");
            failures()
                    .forEach(report -> text.append("; ")
                            .append(report.replica())
                            .append(": ")
                            .append(report.detail()));
            throw new CallException(Reason.TOO_FEW_ANSWERS, text.toString(), replicas);
        }
    }

    /**
     * Replicas that gave the same answer.
     *
     * @param value the answer
     * @param replicas their addresses, as text
     */
    record Vote<A>(A value, List<String> replicas) {

        /** Copies the list. */
        public Vote {
            replicas = List.copyOf(replicas);
        }
    }
}
