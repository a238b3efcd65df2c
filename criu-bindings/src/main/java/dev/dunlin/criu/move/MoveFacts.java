package dev.dunlin.criu.move;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What two hosts must agree on, found here and compared there. */
final class MoveFacts {

    static final String ADDRESS = "address";
    static final String DEVICE = "device";
    static final String SHELL_JOB = "shell-job";
    static final String LAZY = "lazy";

    /** Connections over TCP stay behind, as the address does. */
    static final String TCP_CLOSE = "tcp-close";

    /** A target compares files. */
    static final String COMPARES = "compares";

    /** A source understands what fault made the target give up. */
    static final String FAULTS = "faults";

    /** A target rebuilds files from memory that came before. */
    static final String REBUILDS = "rebuilds";

    /** Memory is summed by its own sum. */
    static final String PAGE_SUMS = "page-sums";

    /** What the wall clock of a target shows when it answers, in milliseconds since the epoch. */
    static final String CLOCK = "clock";

    /** What the processors can, in words with blanks between them. */
    static final String PROCESSOR = "processor";

    /** A target puts files that are sent along where they belong. */
    static final String PLACES = "places";

    /** A target takes in containers. */
    static final String CONTAINERS = "containers";

    /** Whose container it is that comes, if it is one: the name of an engine. */
    static final String ENGINE = "engine";

    /** How the container is called. */
    static final String CONTAINER = "container";

    /** What its engine calls it; of runc, where its bundle is. */
    static final String CONTAINER_ID = "container-id";

    /** The image of podman's that it was made of. */
    static final String CONTAINER_IMAGE = "container-image";

    /** Which version its engine is. */
    static final String ENGINE_VERSION = "engine-version";

    /** Another version of the engine is no obstacle. */
    static final String FORCED = "forced";

    /** What a receiver that is started again has to know. */
    static final List<String> KEPT = List.of(ADDRESS, DEVICE, ENGINE, CONTAINER, CONTAINER_ID);

    private static final Set<String> FEATURES = Set.of("flags", "Features");
    private static final int MOST_NAMED = 8;
    private static final String CRIU = "criu";
    private static final String KERNEL = "kernel";
    private static final String MACHINE = "machine";
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private MoveFacts() {}

    /** What this host is. */
    static Map<String, String> here(Path criu) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(MACHINE, System.getProperty("os.arch", "?"));
        facts.put(KERNEL, System.getProperty("os.version", "?"));
        String version =
                Tool.run("", DEADLINE, List.of(criu.toString(), "--version")).text();
        facts.put(CRIU, version.lines().findFirst().orElse("?").replace("Version: ", ""));
        facts.put(PROCESSOR, String.join(" ", features(Path.of("/proc/cpuinfo"))));
        facts.put(COMPARES, "1");
        facts.put(FAULTS, "1");
        facts.put(REBUILDS, "1");
        facts.put(PLACES, "1");
        facts.put(PAGE_SUMS, "1");
        facts.put(CONTAINERS, "1");
        return facts;
    }

    /** What of the source does not fit the target, if anything. */
    static Optional<String> mismatch(Map<String, String> source, Map<String, String> target) {
        for (String name : List.of(MACHINE, KERNEL, CRIU)) {
            String there = target.getOrDefault(name, "?");
            String here = source.getOrDefault(name, "?");
            if (!here.equals(there)) {
                return Optional.of(name + " is " + here + " on the source, but " + there
                        + " on the target; make them the same, or force it");
            }
        }
        return lacking(source, target);
    }

    /** A program that has looked what the processor can uses it wherever it is. */
    private static Optional<String> lacking(Map<String, String> source, Map<String, String> target) {
        String there = target.get(PROCESSOR);
        if (there == null || there.isEmpty()) {
            return Optional.empty(); // a release that does not say
        }
        List<String> lacking = new ArrayList<>(words(source.getOrDefault(PROCESSOR, "")));
        lacking.removeAll(words(there));
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of("the processor of the target lacks "
                        + String.join(", ", lacking.subList(0, Math.min(MOST_NAMED, lacking.size())))
                        + (lacking.size() > MOST_NAMED ? " and " + (lacking.size() - MOST_NAMED) + " more" : "")
                        + ", which that of the source has, and a program that uses it there would die; move to another, or"
                        + " force it");
    }

    private static Set<String> words(String text) {
        Set<String> words = new TreeSet<>(List.of(text.split(" ", -1)));
        words.remove("");
        return words;
    }

    /** What the first processor can; nothing if the system does not say. */
    static Set<String> features(Path cpuinfo) {
        try (Stream<String> lines = Files.lines(cpuinfo)) {
            return lines.map(line -> line.split(":", 2))
                    .filter(field -> field.length == 2 && FEATURES.contains(field[0].strip()))
                    .findFirst()
                    .map(field -> words(field[1].strip()))
                    .orElse(Set.of());
        } catch (IOException e) {
            return Set.of();
        }
    }
}
