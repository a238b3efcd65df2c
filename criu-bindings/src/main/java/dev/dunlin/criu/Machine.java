package dev.dunlin.criu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** This machine, as it goes into a manifest. */
final class Machine {

    private Machine() {}

    static Manifest.Host host(String criu) {
        return new Manifest.Host(criu, kernel(), System.getProperty("os.arch", "unknown"), processor());
    }

    static String kernel() {
        return System.getProperty("os.version", "unknown");
    }

    /** What the first processor can do. */
    private static Set<String> processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .map(line -> (Set<String>) new TreeSet<>(List.of(
                            line.substring(line.indexOf(':') + 1).strip().split(" +"))))
                    .orElse(Set.of());
        } catch (IOException e) {
            return Set.of();
        }
    }
}
