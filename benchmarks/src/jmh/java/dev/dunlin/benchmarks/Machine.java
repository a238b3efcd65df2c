package dev.dunlin.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What the numbers were measured on.
 *
 * @param system the operating system and its version
 * @param architecture the kind of processor
 * @param cores how many processors this process may use
 * @param memoryBytes how much memory the machine has
 * @param jdk the version of the JVM
 * @param date when, in UTC
 */
record Machine(String system, String architecture, int cores, long memoryBytes, String jdk, LocalDate date) {

    static Machine here() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return new Machine(
                system.getName() + " " + system.getVersion(),
                system.getArch(),
                system.getAvailableProcessors(),
                system.getTotalMemorySize(),
                Runtime.version().toString(),
                LocalDate.now(ZoneOffset.UTC));
    }

    String describe() {
        return date + ", " + cores + " cores, " + Math.round(memoryBytes / (double) (1L << 30)) + " GiB, " + system
                + " " + architecture + ", JDK " + jdk;
    }
}
