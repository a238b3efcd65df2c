package dev.dunlin.cli;

import dev.dunlin.checkpoint.PhaseTimes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How long each phase of a freeze or a thaw took, as lines or as an object. */
final class PhaseLines {

    private static final double NANOS_PER_MILLI = 1e6;

    private PhaseLines() {}

    static List<String> table(PhaseTimes times) {
        Columns table = new Columns().row("PHASE", "TIME", "STOOD STILL");
        for (PhaseTimes.Phase phase : times.phases()) {
            table.row(phase.name(), millis(phase.duration()), phase.down() ? "yes" : "no");
        }
        return table.row("downtime", millis(times.downtime()), "").lines();
    }

    static JsonObject object(PhaseTimes times) {
        return new JsonObject()
                .putObjects(
                        "phases",
                        times.phases().stream()
                                .map(phase -> new JsonObject()
                                        .put("name", phase.name())
                                        .put("micros", phase.duration().toNanos() / 1_000)
                                        .put("down", phase.down()))
                                .toList())
                .put("downtimeMicros", times.downtime().toNanos() / 1_000);
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / NANOS_PER_MILLI);
    }
}
