package dev.dunlin.cli;

import dev.dunlin.simulation.NetworkStats;
import dev.dunlin.simulation.Trace;
import dev.dunlin.simulation.TraceEvent;
import dev.dunlin.simulation.Verdict;
import dev.dunlin.simulation.drill.DrillReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a simulation tells, in words or as JSON: pure.
 *
 * @param scenario what ran
 * @param seed what it was drawn from
 * @param report what came of it
 * @param trace what happened
 */
record SimulationReport(String scenario, long seed, DrillReport report, Trace trace) {

    /** What one host sent, and what was meant for it. */
    private static final class Seen {

        private long sent;
        private long arrived;
        private long lost;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        NetworkStats network = report.network();
        lines.add(scenario + ", seed " + seed + ": " + report.events() + " events in " + seconds()
                + " s of virtual time");
        report.counts().forEach((name, count) -> lines.add("  " + name + ": " + count));
        lines.add("  sent: " + network.passages() + ", lost: " + network.dropped() + ", held up: " + network.delayed()
                + ", twice: " + network.duplicated() + ", sent again: " + network.resent() + ", connections cut: "
                + network.cut() + ", broken otherwise: " + network.reset());
        lines.addAll(hosts().lines());
        if (report.violations().isEmpty()) {
            lines.add("every promise was kept");
        } else {
            lines.add(report.violations().size() + " promises were broken:");
            report.violations().forEach(violation -> lines.add("  " + violation));
        }
        lines.add("hash " + report.hash());
        return lines;
    }

    String json() {
        NetworkStats network = report.network();
        JsonObject counts = new JsonObject();
        report.counts().forEach(counts::put);
        List<JsonObject> hosts = new ArrayList<>();
        perHost().forEach((host, seen) -> {
            JsonObject one = new JsonObject()
                    .put("host", host)
                    .put("sent", seen.sent)
                    .put("meantForIt", seen.arrived)
                    .put("lost", seen.lost);
            report.hosts().getOrDefault(host, Map.of()).forEach((what, count) -> one.put(camel(what), count));
            hosts.add(one);
        });
        return new JsonObject()
                .put("scenario", scenario)
                .put("seed", seed)
                .put("events", report.events())
                .put("virtualSeconds", seconds())
                .putObjects("counts", List.of(counts))
                .put("sent", network.passages())
                .put("lost", network.dropped())
                .put("heldUp", network.delayed())
                .put("duplicated", network.duplicated())
                .put("sentAgain", network.resent())
                .put("cut", network.cut())
                .put("broken", network.reset())
                .putObjects("hosts", hosts)
                .putTexts(
                        "violations",
                        report.violations().stream()
                                .map(DrillReport.Violation::toString)
                                .toList())
                .put("hash", report.hash())
                .toString();
    }

    /** What each host sent and saw: a column for all that any of them counted. */
    private Columns hosts() {
        Set<String> counted = new LinkedHashSet<>();
        report.hosts().values().forEach(seen -> counted.addAll(seen.keySet()));
        List<String> head = new ArrayList<>(List.of("host"));
        head.addAll(counted);
        head.addAll(List.of("sent", "meant for it", "of these lost"));
        Columns columns = new Columns().row(head.toArray(String[]::new));
        perHost().forEach((host, seen) -> {
            Map<String, Long> counts = report.hosts().getOrDefault(host, Map.of());
            List<String> row = new ArrayList<>(List.of(host));
            counted.forEach(what -> row.add(counts.containsKey(what) ? "" + counts.get(what) : ""));
            row.addAll(List.of("" + seen.sent, "" + seen.arrived, "" + seen.lost));
            columns.row(row.toArray(String[]::new));
        });
        return columns;
    }

    /** Words as a name in JSON. */
    private static String camel(String words) {
        StringBuilder name = new StringBuilder();
        for (String word : words.split(" ", -1)) {
            name.append(name.length() == 0 ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    private long seconds() {
        return report.took().toSeconds();
    }

    private Map<String, Seen> perHost() {
        Map<String, Seen> hosts = new TreeMap<>();
        for (TraceEvent event : trace.events()) {
            if (event instanceof TraceEvent.Sent sent) {
                seen(hosts, sent.passage().from()).sent++;
                Seen there = seen(hosts, sent.passage().to());
                there.arrived++;
                if (sent.verdict() instanceof Verdict.Drop || sent.verdict() instanceof Verdict.Cut) {
                    there.lost++;
                }
            }
        }
        return hosts;
    }

    private static Seen seen(Map<String, Seen> hosts, String host) {
        return hosts.computeIfAbsent(host, key -> new Seen());
    }
}
