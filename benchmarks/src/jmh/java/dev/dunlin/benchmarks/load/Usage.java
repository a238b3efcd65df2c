package dev.dunlin.benchmarks.load;

import java.lang.management.ManagementFactory;

/**
 * What this process has taken up to a moment, or from one moment to another.
 *
 * @param wallNanos time
 * @param cpuNanos processor time of all its threads, the collector's and the compiler's included
 * @param pausedMillis time in which a collector held all threads up, about
 */
public record Usage(long wallNanos, long cpuNanos, long pausedMillis) {

    /** Up to now. */
    public static Usage now() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        long paused = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
                .sum();
        return new Usage(System.nanoTime(), system.getProcessCpuTime(), paused);
    }

    /** From then until now. */
    public Usage since() {
        Usage now = now();
        return new Usage(now.wallNanos - wallNanos, now.cpuNanos - cpuNanos, now.pausedMillis - pausedMillis);
    }

    /** Time in seconds. */
    public double seconds() {
        return wallNanos / 1e9;
    }

    /** Processor time over time, in percent of one core. */
    public double cpuPercent() {
        return 100.0 * cpuNanos / wallNanos;
    }

    /** Time in which a collector held all threads up, in percent. */
    public double pausedPercent() {
        return 100.0 * pausedMillis * 1e6 / wallNanos;
    }
}
