package dev.dunlin.transport;

import java.util.Objects;

/**
 * Which threads serve a listener's clients, and how many clients at once. Immutable.
 *
 * <p>A listener with a bound on its clients takes the connections of others too, but says and hears nothing over them:
 * they wait in the order in which they came, without any of a session's deadlines running, until one that is served has
 * left. Beyond {@code waiting} of them a client is told that the limit is reached, and closed. A client that goes away while
 * it waits is noticed when its turn comes.
 *
 * <p>The bounds are a listener's: a server that listens at several addresses has them for each. What bounds all of a server's
 * clients together is {@link dev.dunlin.session.ServerConfig#maxConnections()}, beyond which nobody waits.
 *
 * @param threads what serves them
 * @param workers how many threads there are, for {@link Threads#POOL} and {@link Threads#LOOPS_AND_WORKERS}, from 1 to
 *     {@value #MOST_WORKERS}; 0 for the others
 * @param maxClients how many clients of the listener are served at once, at least 1; for {@link Threads#POOL} at most as
 *     many as there are workers
 * @param waiting how many clients may wait, at least 0
 */
public record ServerMode(Threads threads, int workers, int maxClients, int waiting) {

    /** The largest number of workers. */
    public static final int MOST_WORKERS = 10_000;

    /** How many clients may wait if nothing else is said. */
    public static final int USUAL_WAITING = 1_000;

    /** Event loops and as many workers as there are cores, any number of clients. */
    public static final ServerMode DEFAULT =
            loopsAndWorkers(Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors()));

    /** What serves clients. */
    public enum Threads {

        /** One thread of the process serves all clients, and everything that is done for them. Nothing may block. */
        ONE,

        /** Each client has a worker to itself while it is served. */
        POOL,

        /** A few threads wait for all sockets; whatever comes is dealt with where it was read. Nothing may block. */
        LOOPS,

        /**
         * A few threads wait for all sockets and deal with what does not block: a broker's sessions. Workers do what may: a
         * broker's own deliver its messages, the listener's take the messages of a protocol of one's own.
         */
        LOOPS_AND_WORKERS,

        /**
         * A few threads wait for all sockets; what comes over a connection is dealt with by a virtual thread of its own,
         * which may block. From Java 21 on.
         */
        VIRTUAL
    }

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public ServerMode {
        Objects.requireNonNull(threads, "threads");
        boolean counted = threads == Threads.POOL || threads == Threads.LOOPS_AND_WORKERS;
        if (counted ? workers < 1 || workers > MOST_WORKERS : workers != 0) {
            throw new IllegalArgumentException("workers=" + workers + ": must be "
                    + (counted ? "from 1 to " + MOST_WORKERS : "0, as " + threads + " has none"));
        }
        if (maxClients < 1) {
            throw new IllegalArgumentException("maxClients=" + maxClients + ": must be at least 1");
        }
        if (threads == Threads.POOL && maxClients > workers) {
            throw new IllegalArgumentException("maxClients=" + maxClients + ": must be at most workers=" + workers
                    + ", as each client has a worker to itself");
        }
        if (waiting < 0) {
            throw new IllegalArgumentException("waiting=" + waiting + ": must not be negative");
        }
    }

    /** One thread for everything. */
    public static ServerMode oneThread() {
        return unbounded(Threads.ONE, 0);
    }

    /**
     * A fixed pool of workers, each of which serves one client at a time.
     *
     * @param workers how many, and so how many clients are served at once
     */
    public static ServerMode pool(int workers) {
        return new ServerMode(Threads.POOL, workers, Math.max(1, workers), USUAL_WAITING);
    }

    /** Event loops alone. */
    public static ServerMode loops() {
        return unbounded(Threads.LOOPS, 0);
    }

    /**
     * Event loops, and workers for what may block.
     *
     * @param workers how many
     */
    public static ServerMode loopsAndWorkers(int workers) {
        return unbounded(Threads.LOOPS_AND_WORKERS, workers);
    }

    /** Event loops, and a virtual thread for each connection that has something to do. */
    public static ServerMode virtualThreads() {
        return unbounded(Threads.VIRTUAL, 0);
    }

    private static ServerMode unbounded(Threads threads, int workers) {
        return new ServerMode(threads, workers, Integer.MAX_VALUE, USUAL_WAITING);
    }

    /** The same with another bound on the clients that are served at once. */
    public ServerMode withMaxClients(int clients) {
        return new ServerMode(threads, workers, clients, waiting);
    }

    /** The same with another bound on the clients that wait; with 0 they are refused. */
    public ServerMode withWaiting(int clients) {
        return new ServerMode(threads, workers, maxClients, clients);
    }

    /** Whether all that is done for a connection, a broker's deliveries too, is done on the connection's executor. */
    public boolean deliversInTurn() {
        return threads != Threads.LOOPS_AND_WORKERS;
    }
}
