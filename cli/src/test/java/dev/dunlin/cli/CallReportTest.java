package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.call.Answer;
import dev.dunlin.call.Failure;
import dev.dunlin.call.ReplicaReport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CallReportTest {

    private static final Duration TOOK = Duration.ofNanos(1_260_000);

    private static final ReplicaReport GOOD = report("tcp://a:1", new ReplicaReport.Agreed(), "");
    private static final ReplicaReport OTHER = report("tcp://b:22", new ReplicaReport.Differed(), "");
    private static final ReplicaReport GONE = report(
            "tcp://c:3", new ReplicaReport.Failed(Failure.TIMED_OUT), "tcp://c:3: no answer\n\u001b[2Jwithin 1000 ms");
    private static final ReplicaReport IDLE = report("tcp://d:4", new ReplicaReport.Unheard(), "");

    private static ReplicaReport report(String address, ReplicaReport.Outcome outcome, String detail) {
        return new ReplicaReport(URI.create(address), outcome, 2, TOOK, true, detail);
    }

    private static CallReport report(Answer<String> answer) {
        return new CallReport(answer, answer.replicas());
    }

    @Test
    void theTableHasARowForEachReplica() {
        assertThat(report(new Answer.Agreed<>("x", List.of(GOOD, OTHER, GONE, IDLE), TOOK))
                        .table())
                .containsExactly(
                        "REPLICA     ATTEMPTS    TIME  OUTCOME",
                        "tcp://a:1          2  1.3 ms  agreed",
                        "tcp://b:22         2  1.3 ms  differed",
                        "tcp://c:3          2  1.3 ms  failed: timed out, no answer  [2Jwithin 1000 ms",
                        "tcp://d:4          2  1.3 ms  not waited for");
    }

    @Test
    void whereThereIsNoAgreementTheTableHasTheAnswers() {
        Answer<String> split = new Answer.Split<>(
                List.of(
                        new Answer.Vote<>("one\u0007", List.of("tcp://b:22")),
                        new Answer.Vote<>("two", List.of("tcp://a:1"))),
                List.of(report("tcp://a:1", new ReplicaReport.Differed(), ""), OTHER),
                TOOK);
        assertThat(report(split).table().subList(1, 3))
                .containsExactly(
                        "tcp://a:1          2  1.3 ms  answered: two", "tcp://b:22         2  1.3 ms  answered: one ");
        Answer<String> few = new Answer.TooFew<>(1, 2, List.of(OTHER, GONE), TOOK);
        assertThat(report(few).table().get(1)).isEqualTo("tcp://b:22         2  1.3 ms  answered");
    }

    @Test
    void jsonOfAnAgreement() {
        Map<String, ?> json = JsonReader.read(new CallReport(
                        new Answer.Agreed<>("x\"y", List.of(IDLE), Duration.ofMillis(2)),
                        List.of(GOOD, OTHER, GONE, IDLE))
                .json());
        assertThat(json.keySet()).containsExactly("outcome", "value", "tookMicros", "attempts", "replicas");
        assertThat(json.get("outcome")).isEqualTo("agreed");
        assertThat(json.get("value")).isEqualTo("x\"y");
        assertThat(json.get("tookMicros")).isEqualTo(2_000L);
        assertThat(json.get("attempts")).isEqualTo(8L);
        assertThat((List<?>) json.get("replicas"))
                .isEqualTo(List.of(
                        replica("tcp://a:1", "agreed"),
                        replica("tcp://b:22", "differed"),
                        Map.of(
                                "replica",
                                "tcp://c:3",
                                "outcome",
                                "failed",
                                "failure",
                                "TIMED_OUT",
                                "detail",
                                "tcp://c:3: no answer\n\u001b[2Jwithin 1000 ms",
                                "attempts",
                                2L,
                                "tookMicros",
                                1_260L,
                                "mayHaveExecuted",
                                true),
                        replica("tcp://d:4", "not-waited-for")));
    }

    private static Map<String, Object> replica(String address, String outcome) {
        return Map.of(
                "replica", address, "outcome", outcome, "attempts", 2L, "tookMicros", 1_260L, "mayHaveExecuted", true);
    }

    @Test
    void jsonOfADisagreement() {
        Map<String, ?> split = JsonReader.read(report(new Answer.Split<>(
                        List.of(new Answer.Vote<>("x", List.of("tcp://a:1", "tcp://b:22"))), List.of(OTHER), TOOK))
                .json());
        assertThat(split.get("outcome")).isEqualTo("split");
        assertThat(split.get("ballots"))
                .isEqualTo(List.of(Map.of("value", "x", "replicas", List.of("tcp://a:1", "tcp://b:22"))));
        assertThat(split.get("replicas")).isEqualTo(List.of(replica("tcp://b:22", "answered")));
        Map<String, ?> few = JsonReader.read(
                report(new Answer.TooFew<>(1, 2, List.of(OTHER), TOOK)).json());
        assertThat(few.get("outcome")).isEqualTo("too-few");
        assertThat(few.get("reached")).isEqualTo(1L);
        assertThat(few.get("needed")).isEqualTo(2L);
    }
}
