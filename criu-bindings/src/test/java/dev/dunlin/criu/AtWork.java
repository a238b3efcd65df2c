package dev.dunlin.criu;

import dev.dunlin.criu.system.Proc;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Processes that have a directory on their command line: tools, and what they have made and not given its name yet. */
public final class AtWork {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private AtWork() {}

    /** Their command lines. */
    public static List<String> in(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(handle -> !new Proc(handle.pid()).isZombie())
                .map(handle -> String.join(" ", new Proc(handle.pid()).lines("cmdline")))
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }

    /**
     * Waits until there are none, no longer than half a minute: an engine cleans up behind a container that is gone, into a
     * folder that the test is about to remove.
     */
    public static void awaitNone(Path folder) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!in(folder).isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
