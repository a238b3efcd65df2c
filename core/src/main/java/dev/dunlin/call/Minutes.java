package dev.dunlin.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Writes up what came of a call. Pure. */
final class Minutes {

    private Minutes() {}

    /** What came of a call that was decided; for agreement, with the answer of the heaviest group. */
    static <A> Answer<A> answer(
            Decision decision,
            Ballot<Reading<A>> ballot,
            Agreement agreement,
            List<ReplicaReport> reports,
            Duration took) {
        return switch (decision) {
            case AGREED -> new Answer.Agreed<>(ballot.heaviest().value(), reports, took);
            case SPLIT -> new Answer.Split<>(votes(ballot, reports), reports, took);
            case TOO_FEW, UNDECIDED -> {
                Tally tally = ballot.tally();
                yield new Answer.TooFew<>(tally.answered(), agreement.needed(tally.total()), reports, took);
            }
        };
    }

    private static <A> List<Answer.Vote<A>> votes(Ballot<Reading<A>> ballot, List<ReplicaReport> reports) {
        List<Answer.Vote<A>> votes = new ArrayList<>();
        for (Reading<A> one : ballot.answers()) {
            List<String> of = new ArrayList<>();
            for (int i = 0; i < reports.size(); i++) {
                if (ballot.isOf(i, one)) {
                    of.add(reports.get(i).replica().toString());
                }
            }
            votes.add(new Answer.Vote<>(one.value(), of));
        }
        votes.sort(Comparator.comparingInt(vote -> -vote.replicas().size()));
        return votes;
    }

    /** What each replica has done until now. */
    static List<ReplicaReport> reports(Seat[] seats, Predicate<Seat> agrees, long nowNanos) {
        List<ReplicaReport> reports = new ArrayList<>(seats.length);
        for (Seat seat : seats) {
            reports.add(seat.report(agrees.test(seat), nowNanos));
        }
        return reports;
    }
}
