package dev.dunlin.criu.move;

import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.Manifest.Entry;
import dev.dunlin.criu.NeededFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Has the target compare the files that a process needs with its own, while the process still runs. For one thread. */
final class FileCheck {

    /** How many files a refusal names; of the others it says how many. */
    private static final int MOST_NAMED = 5;

    private final MigrationConfig config;
    private final TargetLine line;
    private final Path work;

    /**
     * Creates one.
     *
     * @param work a directory that is there and nobody else's
     */
    FileCheck(MigrationConfig config, TargetLine line, Path work) {
        this.config = config;
        this.line = line;
        this.work = work;
    }

    /**
     * Asks.
     *
     * @param facts what the target is; a release that cannot compare is asked nothing
     * @param files what the process needs
     * @throws CheckpointException FILE_DIFFERS with the names of those that are missing or others, unless it is forced
     */
    void require(Map<String, String> facts, List<Entry> files) {
        if (!facts.containsKey(MoveFacts.COMPARES)) {
            config.told().accept("files are not compared: the target is of a release that cannot");
            return;
        }
        Map<String, String> differences = differences(files);
        config.told().accept("files compared=" + files.size() + " differ=" + differences.size());
        if (config.shipFiles() && !differences.isEmpty()) {
            differences = ship(facts, files, differences);
        }
        if (differences.isEmpty()) {
            return;
        }
        String what = "on the target "
                + differences.entrySet().stream()
                        .limit(MOST_NAMED)
                        .map(one -> one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining("; "))
                + (differences.size() > MOST_NAMED ? "; and " + (differences.size() - MOST_NAMED) + " more" : "");
        if (config.force()) {
            config.told().accept("forced: " + what);
            return;
        }
        line.send(new MoveMessage.Abort("files of the process differ"));
        throw new CheckpointException(CheckpointFault.FILE_DIFFERS, what);
    }

    private Map<String, String> differences(List<Entry> files) {
        Map<String, String> differences = new LinkedHashMap<>();
        for (MoveMessage.Files some : FileLists.messages(files)) {
            differences.putAll(line.compare(some).byPath());
        }
        return differences;
    }

    /** Sends what is missing there, and with force what is another; gives in what they differ then. */
    private Map<String, String> ship(Map<String, String> facts, List<Entry> files, Map<String, String> differences) {
        if (!facts.containsKey(MoveFacts.PLACES)) {
            config.told().accept("files are not sent along: the target is of a release that cannot take them");
            return differences;
        }
        List<Entry> going = files.stream()
                .filter(file -> differences.containsKey(file.path()))
                .filter(file -> config.force() || NeededFiles.MISSING.equals(differences.get(file.path())))
                .toList();
        FileShipment shipment = new FileShipment(line, work);
        for (int from = 0; from < going.size(); from += FileLists.MOST_FILES) {
            shipment.send(going.subList(from, Math.min(going.size(), from + FileLists.MOST_FILES)), config.force());
        }
        Map<String, String> left = differences(files.stream()
                .filter(file -> differences.containsKey(file.path()))
                .toList());
        config.told().accept("files sent along=" + going.size() + " differ=" + left.size());
        return left;
    }
}
