package dev.dunlin.transport;

import dev.dunlin.DunlinException;
import java.util.Map;

/**
 * What a server has counted. A snapshot: the numbers are read one after another.
 *
 * @param open connections that are open
 * @param accepted connections that were made, those included that were refused at once
 * @param closed connections that have ended, by reason
 * @param strangers how many of those had not said Hello: what speaks another protocol to the port, or nothing
 * @param full how many of those were refused because a limit on connections was reached, by which
 * @param framesIn frames received
 * @param framesOut frames sent
 * @param refused publishes, subscriptions, questions and settings that were refused, by reason
 * @param expired messages whose time came while they waited for a client's credit; also counted by the broker as delivered
 * @param forgotten publishers that were not connected and were forgotten before their time, as too many others had left after
 *     them: if one comes back, nobody can tell it what became of publishes that had not been answered
 */
public record ServerStats(
        long open,
        long accepted,
        Map<CloseReason, Long> closed,
        long strangers,
        Map<Limit, Long> full,
        long framesIn,
        long framesOut,
        Map<DunlinException.Reason, Long> refused,
        long expired,
        long forgotten) {

    /** A limit on connections. */
    public enum Limit {
        /** {@link dev.dunlin.session.ServerConfig#maxConnections()}. */
        CONNECTIONS,
        /** {@link dev.dunlin.session.ServerConfig#maxConnectionsPerAddress()}. */
        CONNECTIONS_PER_ADDRESS
    }

    /** Copies the maps. */
    public ServerStats {
        closed = Map.copyOf(closed);
        full = Map.copyOf(full);
        refused = Map.copyOf(refused);
    }
}
