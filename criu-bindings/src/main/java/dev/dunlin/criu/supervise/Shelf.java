package dev.dunlin.criu.supervise;

import dev.dunlin.criu.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The checkpoints of one command, by number: so many, and so many bytes of them, are kept. For one thread. */
final class Shelf {

    private final Path directory;
    private final int keep;
    private final long maxBytes;

    Shelf(Path directory, int keep, long maxBytes) {
        this.directory = directory;
        this.keep = keep;
        this.maxBytes = maxBytes;
    }

    /** Where the next one goes. */
    Path next() {
        List<Path> all = all();
        long last = all.isEmpty() ? 0 : number(all.get(all.size() - 1));
        return directory.resolve(String.format(Locale.ROOT, "checkpoint-%09d", last + 1));
    }

    /** Those that are whole, the newest first. */
    List<Path> newestFirst() {
        List<Path> whole = new ArrayList<>();
        for (Path each : all()) {
            if (Files.exists(each.resolve(Manifest.FILE))) {
                whole.add(0, each);
            }
        }
        return whole;
    }

    boolean isEmpty() {
        return all().isEmpty();
    }

    /** Removes what is beyond the bounds, the oldest first, and what is not whole; gives what it removed. */
    List<Path> prune() {
        List<Path> whole = newestFirst();
        List<Path> removed = new ArrayList<>(all());
        removed.removeAll(whole);
        long bytes = 0;
        for (int i = 0; i < whole.size(); i++) {
            bytes += size(whole.get(i));
            if (i > 0 && (i >= keep || bytes > maxBytes)) {
                removed.add(whole.get(i));
            }
        }
        removed.forEach(Shelf::delete);
        return removed;
    }

    private List<Path> all() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("checkpoint-[0-9]{9}"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(Path checkpoint) {
        String name = checkpoint.getFileName().toString();
        return Long.parseLong(name.substring(name.indexOf('-') + 1));
    }

    private static long size(Path checkpoint) {
        try (Stream<Path> files = Files.walk(checkpoint)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path checkpoint) {
        try (Stream<Path> files = Files.walk(checkpoint)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
