package dev.dunlin.cli;

import dev.dunlin.call.Answer;
import dev.dunlin.call.ReplicaReport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is told of a call.
 *
 * @param answer what came of it
 * @param replicas what each replica has done in the end, in the order of the replicas
 */
record CallReport(Answer<String> answer, List<ReplicaReport> replicas) {

    private static final double NANOS_PER_MILLI = 1e6;

    /** Copies the list. */
    CallReport {
        replicas = List.copyOf(replicas);
    }

    /** A line for each replica, below a line of headings. */
    List<String> table() {
        Columns columns = new Columns().row("REPLICA", "ATTEMPTS", "TIME");
        List<String> outcomes = new ArrayList<>(List.of("OUTCOME"));
        for (ReplicaReport report : replicas) {
            columns.row(report.replica().toString(), Integer.toString(report.attempts()), millis(report.took()));
            outcomes.add(outcome(report));
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            lines.add(columns.lines().get(i) + "  " + outcomes.get(i));
        }
        return lines;
    }

    private static String millis(Duration span) {
        return String.format(Locale.ROOT, "%.1f ms", span.toNanos() / NANOS_PER_MILLI);
    }

    private String outcome(ReplicaReport report) {
        if (report.outcome() instanceof ReplicaReport.Failed failed) {
            String words = failed.failure().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return "failed: " + words + (report.detail().isEmpty() ? "" : ", " + plain(detail(report)));
        }
        return word(report) + voted(report.replica());
    }

    /** Without the address, which stands in the same line. */
    private static String detail(ReplicaReport report) {
        String address = report.replica() + ": ";
        return report.detail().startsWith(address) ? report.detail().substring(address.length()) : report.detail();
    }

    /** Where there is nothing to differ from, a replica has just answered. */
    private String word(ReplicaReport report) {
        if (report.outcome() instanceof ReplicaReport.Differed) {
            return answer instanceof Answer.Agreed ? "differed" : "answered";
        }
        return report.outcome() instanceof ReplicaReport.Agreed ? "agreed" : "not waited for";
    }

    /** What a replica answered, where that is known: when there was no agreement. */
    private String voted(URI replica) {
        if (answer instanceof Answer.Split<String> split) {
            for (Answer.Vote<String> vote : split.ballots()) {
                if (vote.replicas().contains(replica.toString())) {
                    return ": " + plain(vote.value());
                }
            }
        }
        return "";
    }

    /** Without what would do something to a terminal: it comes from elsewhere. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /** All of it, as an object on a line. */
    String json() {
        JsonObject json = new JsonObject();
        if (answer instanceof Answer.Agreed<String> agreed) {
            json.put("outcome", "agreed").put("value", agreed.value());
        } else if (answer instanceof Answer.Split<String> split) {
            json.put("outcome", "split")
                    .putObjects(
                            "ballots",
                            split.ballots().stream().map(CallReport::ballot).toList());
        } else if (answer instanceof Answer.TooFew<String> few) {
            json.put("outcome", "too-few").put("reached", few.reached()).put("needed", few.needed());
        }
        return json.put("tookMicros", micros(answer.took()))
                .put(
                        "attempts",
                        replicas.stream().mapToLong(ReplicaReport::attempts).sum())
                .putObjects("replicas", replicas.stream().map(this::replica).toList())
                .toString();
    }

    private static JsonObject ballot(Answer.Vote<String> vote) {
        return new JsonObject().put("value", vote.value()).putTexts("replicas", vote.replicas());
    }

    private JsonObject replica(ReplicaReport report) {
        JsonObject json = new JsonObject().put("replica", report.replica().toString());
        if (report.outcome() instanceof ReplicaReport.Failed failed) {
            json.put("outcome", "failed")
                    .put("failure", failed.failure().name())
                    .put("detail", report.detail());
        } else {
            json.put("outcome", word(report).replace(' ', '-'));
        }
        return json.put("attempts", report.attempts())
                .put("tookMicros", micros(report.took()))
                .put("mayHaveExecuted", report.mayHaveExecuted());
    }

    private static long micros(Duration span) {
        return span.toNanos() / 1_000;
    }
}
