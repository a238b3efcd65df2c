package dev.dunlin.environment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Virtual threads, where the JVM has them: found by name, as this is compiled for one that has none. */
public final class VirtualThreads {

    /** The first version that has them without being asked for a preview. */
    public static final int SINCE = 21;

    private VirtualThreads() {}

    /** Whether there are any. */
    public static boolean exist() {
        return Runtime.version().feature() >= SINCE;
    }

    /**
     * Starts a virtual thread for each task.
     *
     * @throws IllegalArgumentException if the JVM has none
     */
    public static Executor executor() {
        if (!exist()) {
            throw new IllegalArgumentException(
                    "mode=virtual: Java " + Runtime.version().feature() + " has no virtual threads; run on Java "
                            + SINCE + " or later, or choose another mode");
        }
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException("mode=virtual: this JVM gives no virtual threads", e);
        }
    }
}
