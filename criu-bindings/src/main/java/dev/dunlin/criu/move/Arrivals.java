package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** All migrations that a receiver knows of, on disk and in memory. For one thread at a time. */
final class Arrivals {

    /** How many migrations that are over are remembered; beyond that the oldest is forgotten. */
    private static final int MOST_REMEMBERED = 1_000;

    private final ReceiverConfig config;
    private final ThawFactory thaws;
    private final Map<String, String> facts;
    private final Map<UUID, Arrival> known = new HashMap<>();

    /** Makes what brings a process back. */
    interface ThawFactory {
        Thaw create(Path images, UUID id, long pid, Map<String, String> facts);
    }

    Arrivals(ReceiverConfig config, ThawFactory thaws, Map<String, String> facts) {
        this.config = config;
        this.thaws = thaws;
        this.facts = facts;
    }

    /**
     * Reads what receivers before have left.
     *
     * @throws DunlinException REJECTED if the directory is not ours alone, as what it holds is run
     */
    void open() throws IOException {
        Path root = config.directory();
        OwnDirectory.require(root);
        List<Path> left;
        try (var entries = Files.list(root)) {
            left = new ArrayList<>(entries.filter(Files::isDirectory).toList());
        }
        left.sort(Comparator.comparingLong((Path path) -> path.toFile().lastModified())
                .reversed());
        for (int i = 0; i < left.size(); i++) {
            if (i < MOST_REMEMBERED) {
                remember(left.get(i));
            } else {
                Intake.removeTree(left.get(i));
            }
        }
    }

    private void remember(Path directory) throws IOException {
        UUID id;
        try {
            id = UUID.fromString(String.valueOf(directory.getFileName()));
        } catch (IllegalArgumentException e) {
            return;
        }
        var entry = new Journal(directory).read();
        if (entry.isEmpty()) {
            Intake.removeTree(directory);
            return;
        }
        Path images = directory.resolve("images");
        Map<String, String> kept = readFacts(directory);
        Thaw thaw = thaws.create(images, id, entry.get().pid(), kept);
        thaw.remember(kept);
        known.put(
                id,
                Arrival.remembered(
                        directory,
                        entry.get(),
                        intake(images, kept),
                        thaw,
                        facts,
                        config.told(),
                        config.environment().clock()));
    }

    /** The source of a migration is here. */
    Arrival begin(ArrivalLink link, MoveMessage.Begin begin) throws IOException {
        Arrival arrival = known.get(begin.id());
        boolean fresh = arrival == null;
        if (arrival == null) {
            long open = known.values().stream().filter(one -> !one.makeWay()).count();
            if (open >= config.maxMigrations()) {
                throw new DunlinException(
                        Reason.LIMIT_REACHED,
                        open + " migrations are under way, and no more are taken in; wait for one to end");
            }
            arrival = create(begin);
            known.put(begin.id(), arrival);
        }
        arrival.begin(link, begin, fresh);
        return arrival;
    }

    private Arrival create(MoveMessage.Begin begin) throws IOException {
        Path directory = config.directory().resolve(begin.id().toString());
        Path images = directory.resolve("images");
        try {
            Files.createDirectory(directory, OwnDirectory.OWN);
            Files.createDirectory(images, OwnDirectory.OWN);
        } catch (FileAlreadyExistsException e) {
            throw new DunlinException(Reason.REJECTED, "directory=\"" + directory + "\": is there already", e);
        }
        writeFacts(directory, begin.facts());
        Thaw thaw = thaws.create(images, begin.id(), begin.pid(), begin.facts());
        return new Arrival(
                directory,
                begin.pid(),
                intake(images, begin.facts()),
                thaw,
                facts,
                config.told(),
                config.environment().clock());
    }

    private Intake intake(Path images, Map<String, String> source) {
        return new Intake(images, FileSums.of(source), config.maxBytes(), Arrival.MAX_FILES);
    }

    private static void writeFacts(Path directory, Map<String, String> facts) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String name : MoveFacts.KEPT) {
            String value = facts.get(name);
            if (value != null) {
                lines.add(name + "=" + value.replace('\n', ' '));
            }
        }
        Files.write(directory.resolve("facts"), lines);
    }

    private static Map<String, String> readFacts(Path directory) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        Path file = directory.resolve("facts");
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                facts.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return facts;
    }
}
