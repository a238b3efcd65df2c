package dev.dunlin.benchmarks.checkpoint;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Freezes and thaws one JVM in every way in turn, again and again. After each time it must go on. Gives the median of each
 * way; the first times round do not count.
 *
 * <p>Arguments: MiB of the JVM, how many times do not count, how many do.
 */
final class CycleRun {

    private static final double NANOS_PER_MILLI = 1e6;

    private CycleRun() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int uncounted = Integer.parseInt(arguments[1]);
        int rounds = uncounted + Integer.parseInt(arguments[2]);
        Map<Driver, List<Driver.Cycle>> cycles = new EnumMap<>(Driver.class);
        Path folder = Files.createTempDirectory("dunlin-bench");
        try (Frozen frozen = Frozen.start(folder, Integer.parseInt(arguments[0]))) {
            for (int round = 0; round < rounds; round++) {
                for (Driver driver : Driver.values()) {
                    Path images = folder.resolve("images");
                    Driver.Cycle cycle = driver.run(frozen.pid(), images);
                    frozen.awaitMore();
                    remove(images);
                    if (round >= uncounted) {
                        cycles.computeIfAbsent(driver, key -> new ArrayList<>()).add(cycle);
                    }
                }
            }
        } finally {
            remove(folder);
        }
        Map<String, Double> notes = new TreeMap<>();
        cycles.forEach((driver, list) -> {
            String name = driver.name().toLowerCase(Locale.ROOT);
            notes.put(name, median(list, Driver.Cycle::whole));
            notes.put(name + " checkpoint", median(list, Driver.Cycle::checkpoint));
            notes.put(name + " restore", median(list, Driver.Cycle::restore));
            notes.put(name + " downtime", median(list, Driver.Cycle::downtime));
        });
        Child.result(new Outcome.Measured(rounds, notes));
    }

    private static double median(List<Driver.Cycle> cycles, Function<Driver.Cycle, Duration> part) {
        double[] sorted = cycles.stream()
                .map(part)
                .mapToDouble(duration -> duration.toNanos() / NANOS_PER_MILLI)
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void remove(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
