package dev.dunlin.transport;

import dev.dunlin.environment.Environment;
import java.net.URI;
import java.util.concurrent.CompletionStage;

/**
 * Makes connections of one kind. Found through {@link java.util.ServiceLoader} by its scheme, or passed explicitly. Safe
 * for use by any thread.
 */
public interface Transport {

    /** Whether addresses of this scheme are this transport's. */
    boolean accepts(String scheme);

    /**
     * Takes in connections at an address.
     *
     * @param address where
     * @param environment time, threads and chance
     * @param limits the bounds of each connection
     * @param acceptor who is told of each connection
     * @return completes when the address is bound, or with a {@link dev.dunlin.DunlinException} ADDRESS_UNAVAILABLE
     * @throws IllegalArgumentException if the address is malformed
     */
    CompletionStage<Listener> listen(URI address, Environment environment, TransportLimits limits, Acceptor acceptor);

    /**
     * Takes in connections at an address, which are served in a mode.
     *
     * <p>This implementation has but the default mode, without a bound on the clients.
     *
     * @param address where
     * @param environment time, threads and chance
     * @param limits the bounds of each connection
     * @param mode which threads serve the connections, and how many at once
     * @param acceptor who is told of each connection, when it is served
     * @return as {@link #listen(URI, Environment, TransportLimits, Acceptor)}
     * @throws IllegalArgumentException if the address is malformed, or the mode is not to be had
     */
    default CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, ServerMode mode, Acceptor acceptor) {
        if (!mode.equals(ServerMode.DEFAULT)) {
            throw new IllegalArgumentException("mode=" + mode + ": " + address.getScheme()
                    + ": has no modes; leave it out, or listen at a tcp: or unix: address");
        }
        return listen(address, environment, limits, acceptor);
    }

    /**
     * Connects to an address.
     *
     * @param address where to
     * @param environment time, threads and chance
     * @param limits the bounds of the connection
     * @param acceptor who is told of the connection
     * @return completes after the acceptor was told, or with a {@link dev.dunlin.DunlinException} UNREACHABLE
     * @throws IllegalArgumentException if the address is malformed
     */
    CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor);

    /**
     * Connects to an address, with hints of which this implementation takes no notice.
     *
     * @param address where to
     * @param environment time, threads and chance
     * @param limits the bounds of the connection
     * @param hints what may be made use of
     * @param acceptor who is told of the connection
     * @return as {@link #connect(URI, Environment, TransportLimits, Acceptor)}
     * @throws IllegalArgumentException if the address is malformed
     */
    default CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, ConnectHints hints, Acceptor acceptor) {
        return connect(address, environment, limits, acceptor);
    }

    /**
     * Takes in connections at an address that carry messages of a protocol of one's own, not the broker's frames.
     *
     * <p>Such a connection ends when its peer has ended its half of the stream and all that it said is dealt with: with
     * {@link CloseReason#NORMAL} if that was between two messages, with {@link CloseReason#TRUNCATED} if not.
     *
     * @param address where
     * @param environment time, threads and chance
     * @param limits the bounds of each connection; {@code maxFrameBytes} is how long a message may be
     * @param mode which threads serve the connections, and how many at once
     * @param framing how messages are told from each other
     * @param acceptor who is told of each connection, when it is served
     * @return completes when the address is bound, or with a {@link dev.dunlin.DunlinException} ADDRESS_UNAVAILABLE
     * @throws IllegalArgumentException if the address is malformed, or the mode is not to be had
     * @throws UnsupportedOperationException if this transport carries frames alone, as this implementation does
     */
    default CompletionStage<Listener> listen(
            URI address,
            Environment environment,
            TransportLimits limits,
            ServerMode mode,
            Framing framing,
            MessageAcceptor acceptor) {
        throw new UnsupportedOperationException(
                address.getScheme() + ": carries a broker's frames alone; use a tcp: or unix: address");
    }

    /**
     * Connects to an address where messages of a protocol of one's own are spoken.
     *
     * @param address where to
     * @param environment time, threads and chance
     * @param limits the bounds of the connection; {@code maxFrameBytes} is how long a message may be
     * @param framing how messages are told from each other
     * @param acceptor who is told of the connection
     * @return completes after the acceptor was told, or with a {@link dev.dunlin.DunlinException} UNREACHABLE
     * @throws IllegalArgumentException if the address is malformed
     * @throws UnsupportedOperationException if this transport carries frames alone, as this implementation does
     */
    default CompletionStage<MessageConnection> connect(
            URI address, Environment environment, TransportLimits limits, Framing framing, MessageAcceptor acceptor) {
        throw new UnsupportedOperationException(
                address.getScheme() + ": carries a broker's frames alone; use a tcp: or unix: address");
    }
}
