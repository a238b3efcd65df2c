package dev.dunlin.cli;

import dev.dunlin.call.Answer;
import dev.dunlin.call.ReplicaReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Holds what subscribers were given against what was published: the demo's promises, checked. */
final class DemoAudit {

    /** A message may be withheld for so long before it expires: the tick of the broker's clock, and a rounding. */
    private static final long TICK_MILLIS = 2;

    private DemoAudit() {}

    /**
     * Checks that sequences are given out without a gap, in the order of publishing; that each subscriber was given what
     * was published, in that order and once; that nothing was given to one that came after it had expired; and that
     * nothing was withheld that was alive while the subscriber looked.
     *
     * @param published what was published, in order
     * @param sights what each subscriber was given
     * @return what deviates, in words; empty if nothing does
     */
    static List<String> deviations(List<DemoMessage> published, List<DemoSight> sights) {
        List<String> deviations = new ArrayList<>();
        for (int i = 0; i < published.size(); i++) {
            if (published.get(i).sequence() != i) {
                deviations.add("message " + i + " was acknowledged as sequence "
                        + published.get(i).sequence());
            }
        }
        for (DemoSight sight : sights) {
            checkOrder(published, sight, deviations);
            checkExpiry(published, sight, deviations);
            checkComplete(published, sight, deviations);
        }
        return deviations;
    }

    /**
     * Checks that a call was answered with what was asked, that the replica that differs was found out, and no other, and that
     * each carried it out once.
     *
     * @return what deviates, in words; empty if nothing does
     */
    static List<String> deviations(DemoVote vote) {
        List<String> deviations = new ArrayList<>();
        Answer<String> answer = vote.report().answer();
        if (!(answer instanceof Answer.Agreed<String> agreed)) {
            deviations.add("the replicas did not agree: " + answer);
        } else if (!agreed.value().equals(vote.asked())) {
            deviations.add("the call was answered with \"" + agreed.value() + "\"");
        }
        for (int i = 0; i < vote.executions().size(); i++) {
            ReplicaReport report = vote.report().replicas().get(i);
            boolean differs = i == vote.divergent();
            if (differs != report.outcome() instanceof ReplicaReport.Differed
                    || differs == report.outcome() instanceof ReplicaReport.Agreed) {
                deviations.add(
                        "replica " + (i + 1) + " was to " + (differs ? "differ" : "agree") + ": " + report.outcome());
            }
            if (vote.executions().get(i) != 1) {
                deviations.add("replica " + (i + 1) + " carried the call out "
                        + vote.executions().get(i) + " times");
            }
        }
        return deviations;
    }

    private static void checkOrder(List<DemoMessage> published, DemoSight sight, List<String> deviations) {
        long before = -1;
        for (DemoSight.Given given : sight.given()) {
            if (given.sequence() <= before) {
                deviations.add(sight.name() + " was given sequence " + given.sequence() + " after sequence " + before);
            }
            before = given.sequence();
            if (given.sequence() < 0 || given.sequence() >= published.size()) {
                deviations.add(sight.name() + " was given sequence " + given.sequence() + ", which nobody published");
            } else if (!published.get((int) given.sequence()).text().equals(given.text())) {
                deviations.add(
                        sight.name() + " was given another text than was published as sequence " + given.sequence());
            }
        }
    }

    private static void checkExpiry(List<DemoMessage> published, DemoSight sight, List<String> deviations) {
        for (DemoSight.Given given : sight.given()) {
            if (given.sequence() >= 0 && given.sequence() < published.size()) {
                long expired = sight.cameMillis()
                        - published.get((int) given.sequence()).expiresMillis();
                if (expired >= 0) {
                    deviations.add(sight.name() + " was given sequence " + given.sequence() + ", which had expired "
                            + expired + " ms before it came");
                }
            }
        }
    }

    private static void checkComplete(List<DemoMessage> published, DemoSight sight, List<String> deviations) {
        Set<Long> given = new HashSet<>();
        sight.given().forEach(message -> given.add(message.sequence()));
        for (DemoMessage message : published) {
            if (message.expiresMillis() > sight.untilMillis() + TICK_MILLIS && !given.contains(message.sequence())) {
                deviations.add(sight.name() + " was not given sequence " + message.sequence() + ", which was alive");
            }
        }
    }
}
