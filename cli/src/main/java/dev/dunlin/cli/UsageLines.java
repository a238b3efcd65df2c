package dev.dunlin.cli;

import dev.dunlin.criu.Usage;
import dev.dunlin.criu.UsageWatch;
import java.util.List;
import java.util.Locale;

/** What a target used, stage by stage, as lines or as objects. */
final class UsageLines {

    private UsageLines() {}

    /** No line at all if nothing was seen. */
    static List<String> table(List<UsageWatch.Stage> stages) {
        if (stages.isEmpty()) {
            return List.of();
        }
        Columns table = new Columns().row("STAGE", "CPU %", "MEMORY", "NET I/O", "BLOCK I/O", "PIDS");
        for (UsageWatch.Stage stage : stages) {
            Usage most = stage.most();
            table.row(
                    stage.name(),
                    String.format(Locale.ROOT, "%.1f", stage.cpuPercent()),
                    Size.format(most.memoryBytes()),
                    Size.format(most.receivedBytes()) + " / " + Size.format(most.sentBytes()),
                    Size.format(most.readBytes()) + " / " + Size.format(most.writtenBytes()),
                    Long.toString(most.processes()));
        }
        return table.lines();
    }

    static List<JsonObject> objects(List<UsageWatch.Stage> stages) {
        return stages.stream()
                .map(stage -> new JsonObject()
                        .put("stage", stage.name())
                        .put("samples", stage.samples())
                        .put("cpuPerMille", Math.round(stage.cpuPercent() * 10))
                        .put("memoryBytes", stage.most().memoryBytes())
                        .put("receivedBytes", stage.most().receivedBytes())
                        .put("sentBytes", stage.most().sentBytes())
                        .put("readBytes", stage.most().readBytes())
                        .put("writtenBytes", stage.most().writtenBytes())
                        .put("pids", stage.most().processes()))
                .toList();
    }
}
