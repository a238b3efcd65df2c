package dev.dunlin.cli;

import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.ServerMode.Threads;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which threads serve clients, and how many clients at once. */
final class ModeOptions {

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "loops-workers",
            description = {
                "Which threads serve clients; ${DEFAULT-VALUE} by default.",
                "  one-thread     one for everything",
                "  pool           a worker for each client that is served",
                "  loops          a few threads that wait for all clients",
                "  loops-workers  the same, and workers for what may block",
                "  virtual        a virtual thread for each client (Java 21)"
            })
    private Threads threads = Threads.LOOPS_AND_WORKERS;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many workers the modes pool and loops-workers have; one for each core by default.")
    private @Nullable Integer workers;

    @Option(
            names = "--max-clients",
            paramLabel = "N",
            description =
                    "How many clients are served at once at each address; others wait. As many as come by default,"
                            + " in the mode pool as many as there are workers.")
    private @Nullable Integer maxClients;

    @Option(
            names = "--waiting",
            paramLabel = "N",
            defaultValue = "" + ServerMode.USUAL_WAITING,
            description =
                    "How many clients may wait; further ones are refused, with 0 all. ${DEFAULT-VALUE} by default.")
    private int waiting = ServerMode.USUAL_WAITING;

    /**
     * The mode that was asked for.
     *
     * @throws IllegalArgumentException if the options do not go together
     */
    ServerMode mode() {
        ServerMode mode = threads();
        if (maxClients != null) {
            mode = mode.withMaxClients(maxClients);
        }
        return mode.withWaiting(waiting);
    }

    private ServerMode threads() {
        int cores = Runtime.getRuntime().availableProcessors();
        if (workers != null && threads != Threads.POOL && threads != Threads.LOOPS_AND_WORKERS) {
            throw new IllegalArgumentException(
                    "--workers " + workers + ": only the modes pool and loops-workers have workers");
        }
        return switch (threads) {
            case ONE -> ServerMode.oneThread();
            case POOL -> ServerMode.pool(workers != null ? workers : maxClients != null ? maxClients : cores);
            case LOOPS -> ServerMode.loops();
            case LOOPS_AND_WORKERS -> workers != null ? ServerMode.loopsAndWorkers(workers) : ServerMode.DEFAULT;
            case VIRTUAL -> ServerMode.virtualThreads();
        };
    }

    /**
     * Reads the name of a mode.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Threads threads(String text) {
        return switch (text) {
            case "one-thread" -> Threads.ONE;
            case "pool" -> Threads.POOL;
            case "loops" -> Threads.LOOPS;
            case "loops-workers" -> Threads.LOOPS_AND_WORKERS;
            case "virtual" -> Threads.VIRTUAL;
            default ->
                throw new IllegalArgumentException(
                        "\"" + text + "\": write one-thread, pool, loops, loops-workers or virtual");
        };
    }
}
