package dev.dunlin.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.List;

/** Flags for the JVMs that are measured, the same for every peer. */
public final class JvmFlags {

    private static final int MEGABYTE = 20;

    /** Opens what Aeron's buffers reach into. */
    private static final String OPEN = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";

    private JvmFlags() {}

    /**
     * A heap of a fixed size whose pages are all touched before the program begins: on a virtual machine the first use of a
     * page can cost a hundred times what a message does, and would be charged to whoever uses fresh memory.
     *
     * @param mebibytes how large; no more than a third of the machine's memory is taken
     */
    public static List<String> touchedHeap(int mebibytes) {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        long size = Math.min(mebibytes, (system.getTotalMemorySize() >> MEGABYTE) / 3);
        return List.of(
                "-Xms" + size + "m", "-Xmx" + size + "m", "-XX:+AlwaysPreTouch", "-XX:+UseTransparentHugePages", OPEN);
    }
}
