package dev.dunlin.session;

import dev.dunlin.transport.ServerStats.Limit;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections that are open, in all and by machine, and keeps them within their limits. Holds an entry for each
 * machine that has a connection open, so no more of them than connections. Safe for use by any thread.
 */
final class Admission {

    private final int most;
    private final int mostEach;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> byOrigin = new ConcurrentHashMap<>();

    Admission(ServerConfig config) {
        this.most = config.maxConnections();
        this.mostEach = config.maxConnectionsPerAddress();
    }

    int open() {
        return open.get();
    }

    /**
     * Takes a connection in; {@link #leave} is owed for it then.
     *
     * @param origin the machine it comes from; empty for none that is counted
     * @return the limit that is in its way, or null if it is taken in
     */
    @Nullable
    Limit admit(String origin) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return Limit.CONNECTIONS;
        }
        if (!origin.isEmpty() && byOrigin.merge(origin, 1, Integer::sum) > mostEach) {
            leave(origin);
            return Limit.CONNECTIONS_PER_ADDRESS;
        }
        return null;
    }

    /** A connection has ended. */
    void leave(String origin) {
        if (!origin.isEmpty()) {
            byOrigin.computeIfPresent(origin, (machine, count) -> count == 1 ? null : count - 1);
        }
        open.decrementAndGet();
    }

    /** What a client is told that a limit keeps out. */
    String words(Limit limit, String origin) {
        return switch (limit) {
            case CONNECTIONS -> most + " connections are open, the limit of this server";
            case CONNECTIONS_PER_ADDRESS ->
                mostEach + " connections from " + origin + " are open, the limit of this server for one address";
        };
    }
}
