package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.call.Answer;
import dev.dunlin.call.ReplicaReport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** The demo's checks must be able to fail: each is shown what it is there to find. */
final class DemoAuditTest {

    private static final ReplicaReport.Outcome AGREED = new ReplicaReport.Agreed();

    private static final List<DemoMessage> PUBLISHED = List.of(
            new DemoMessage(0, "short", 0, 1_000),
            new DemoMessage(1, "long", 1, 3_000),
            new DemoMessage(2, "", 2, Long.MAX_VALUE));

    @Test
    void findsNothingWhereAllIsWell() {
        assertThat(audit(sight(0, 100, 0, 1, 2), sight(1_000, 1_100, 1, 2), sight(3_000, 3_100, 2)))
                .isEmpty();
    }

    @Test
    void allowsWhatExpiresWhileTheSubscriberLooks() {
        assertThat(audit(sight(990, 998, 1, 2))).isEmpty();
        assertThat(audit(sight(990, 1_010, 0, 1, 2))).isEmpty();
        assertThat(audit(sight(990, 1_010, 1, 2))).isEmpty();
    }

    @Test
    void findsWhatWasGivenAfterItsTime() {
        assertThat(audit(sight(1_000, 1_100, 0, 1, 2)))
                .containsExactly("X was given sequence 0, which had expired 0 ms before it came");
    }

    @Test
    void findsWhatWasWithheld() {
        assertThat(audit(sight(0, 100, 0, 2))).containsExactly("X was not given sequence 1, which was alive");
        assertThat(audit(sight(0, 997, 1, 2))).containsExactly("X was not given sequence 0, which was alive");
        assertThat(audit(sight(0, 100))).hasSize(3);
    }

    @Test
    void findsAnotherOrderAndWhatCameTwice() {
        assertThat(audit(sight(0, 100, 0, 2, 1))).containsExactly("X was given sequence 1 after sequence 2");
        assertThat(audit(sight(0, 100, 0, 1, 1, 2))).containsExactly("X was given sequence 1 after sequence 1");
    }

    @Test
    void findsWhatNobodyPublished() {
        assertThat(audit(sight(0, 100, 0, 1, 2, 3))).containsExactly("X was given sequence 3, which nobody published");
    }

    @Test
    void findsAnotherText() {
        DemoSight wrong = new DemoSight("X", 3_000, 3_100, List.of(new DemoSight.Given(2, "?")));
        assertThat(audit(wrong)).containsExactly("X was given another text than was published as sequence 2");
    }

    @Test
    void findsAGapInTheSequences() {
        List<DemoMessage> gap = List.of(PUBLISHED.get(0), new DemoMessage(2, "long", 1, 3_000));
        assertThat(DemoAudit.deviations(gap, List.of())).containsExactly("message 1 was acknowledged as sequence 2");
    }

    @Test
    void theChecksumTellsOrdersAndTextsApart() {
        assertThat(sight(0, 1, 0, 1).fingerprint())
                .isEqualTo(sight(5, 6, 0, 1).fingerprint())
                .hasSize(8);
        assertThat(sight(0, 1, 0, 1).fingerprint())
                .isNotEqualTo(sight(0, 1, 1, 0).fingerprint());
        assertThat(sight(0, 1, 0, 1).fingerprint()).isNotEqualTo(sight(0, 1, 0).fingerprint());
    }

    @Test
    void theAccountCountsByLifetime() {
        List<String> lifetimes = List.of("1 s", "3 s", "for ever");
        assertThat(DemoAccount.lifetimes(PUBLISHED, lifetimes)).isEqualTo("1 live 1 s, 1 live 3 s, 1 live for ever");
        List<String> table =
                DemoAccount.table(PUBLISHED, List.of(sight(1_250, 1_300, 1, 2), sight(0, 9)), lifetimes, 0);
        assertThat(table.get(1).strip().split(" {2,}")).startsWith("X", "1.25 s", "0", "1", "1", "2", "1", "2");
        assertThat(table.get(2).strip().split(" {2,}")).startsWith("X", "0.00 s", "0", "0", "0", "0", "-", "-");
    }

    @Test
    void findsNothingInACallThatWentWell() {
        assertThat(DemoAudit.deviations(vote(AGREED, "q", 1, 1, 1))).isEmpty();
    }

    @Test
    void findsACallThatWentWrong() {
        assertThat(DemoAudit.deviations(vote(AGREED, "other", 1, 1, 1)))
                .containsExactly("the call was answered with \"other\"");
        assertThat(DemoAudit.deviations(vote(AGREED, "q", 1, 2, 0)))
                .containsExactly("replica 2 carried the call out 2 times", "replica 3 carried the call out 0 times");
        assertThat(DemoAudit.deviations(vote(new ReplicaReport.Unheard(), "q", 1, 1, 1)))
                .containsExactly("replica 1 was to agree: Unheard[]");
        DemoVote well = vote(AGREED, "q", 1, 1, 1);
        CallReport report = well.report();
        assertThat(DemoAudit.deviations(new DemoVote("q", 1, report, well.executions())))
                .containsExactly("replica 2 was to differ: Agreed[]", "replica 3 was to agree: Differed[]");
        CallReport few = new CallReport(new Answer.TooFew<>(1, 2, report.replicas(), Duration.ZERO), report.replicas());
        assertThat(DemoAudit.deviations(new DemoVote("q", 2, few, well.executions())))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("the replicas did not agree: TooFew");
    }

    private static DemoVote vote(ReplicaReport.Outcome first, String value, long... executions) {
        List<ReplicaReport> reports = new ArrayList<>();
        for (ReplicaReport.Outcome outcome : List.of(first, AGREED, new ReplicaReport.Differed())) {
            reports.add(new ReplicaReport(URI.create("tcp://x:1"), outcome, 1, Duration.ZERO, true, ""));
        }
        return new DemoVote(
                "q",
                2,
                new CallReport(new Answer.Agreed<>(value, reports, Duration.ZERO), reports),
                Arrays.stream(executions).boxed().toList());
    }

    private static List<String> audit(DemoSight... sights) {
        return DemoAudit.deviations(PUBLISHED, List.of(sights));
    }

    private static DemoSight sight(long came, long until, int... sequences) {
        List<DemoSight.Given> given = new ArrayList<>();
        for (int sequence : sequences) {
            given.add(new DemoSight.Given(
                    sequence,
                    sequence < PUBLISHED.size() ? PUBLISHED.get(sequence).text() : "more"));
        }
        return new DemoSight("X", came, until, given);
    }
}
