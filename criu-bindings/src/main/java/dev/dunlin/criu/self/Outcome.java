package dev.dunlin.criu.self;

import dev.dunlin.checkpoint.Checkpoint;
import dev.dunlin.checkpoint.PhaseTimes;
import dev.dunlin.checkpoint.PhaseTimes.Phase;
import dev.dunlin.checkpoint.Target;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** What the outside says: a checkpoint or a fault, as a text that appears whole or not at all. */
final class Outcome {

    private static final String FAULT = "fault";
    private static final String PHASE = "phase.";

    private Outcome() {}

    static void write(Checkpoint checkpoint, Path file) throws IOException {
        Properties text = new Properties();
        text.setProperty("directory", checkpoint.directory().toString());
        text.setProperty("pid", Long.toString(((Target.ProcessTree) checkpoint.target()).pid()));
        text.setProperty("taken", checkpoint.taken().toString());
        List<Phase> phases = checkpoint.times().phases();
        for (int i = 0; i < phases.size(); i++) {
            Phase phase = phases.get(i);
            text.setProperty(PHASE + i, phase.duration() + " " + phase.down() + " " + phase.name());
        }
        appear(text, file);
    }

    static void write(CheckpointException failure, Path file) throws IOException {
        Properties text = new Properties();
        text.setProperty(FAULT, failure.fault().name());
        text.setProperty("what", failure.what());
        failure.log().ifPresent(log -> text.setProperty("log", log.toString()));
        appear(text, file);
    }

    /**
     * Reads it.
     *
     * @throws CheckpointException the fault, if it is one
     */
    static Checkpoint read(Path file) throws IOException {
        Properties text = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            text.load(reader);
        }
        String fault = text.getProperty(FAULT);
        if (fault != null) {
            String log = text.getProperty("log");
            throw new CheckpointException(
                    CheckpointFault.valueOf(fault), text.getProperty("what"), log == null ? null : Path.of(log), null);
        }
        List<Phase> phases = new ArrayList<>();
        for (String phase = text.getProperty(PHASE + 0); phase != null; ) {
            String[] words = phase.split(" ", 3);
            phases.add(new Phase(words[2], Duration.parse(words[0]), Boolean.parseBoolean(words[1])));
            phase = text.getProperty(PHASE + phases.size());
        }
        return new Checkpoint(
                Path.of(text.getProperty("directory")),
                new Target.ProcessTree(Long.parseLong(text.getProperty("pid"))),
                Instant.parse(text.getProperty("taken")),
                new PhaseTimes(phases));
    }

    private static void appear(Properties text, Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (Writer writer = Files.newBufferedWriter(beside)) {
            text.store(writer, null);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
