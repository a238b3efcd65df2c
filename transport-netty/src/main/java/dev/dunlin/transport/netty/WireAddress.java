package dev.dunlin.transport.netty;

import dev.dunlin.environment.Environment;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.socket.DuplexChannel;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where sockets can listen, and what they can connect to. */
sealed interface WireAddress permits TcpAddress, TlsAddress, UnixAddress {

    /**
     * Understands an address.
     *
     * @throws IllegalArgumentException if it is none
     */
    static WireAddress parse(URI address) {
        Objects.requireNonNull(address, "address");
        if (TlsAddress.SCHEME.equalsIgnoreCase(address.getScheme())) {
            return TlsAddress.parse(address);
        }
        return UnixAddress.SCHEME.equalsIgnoreCase(address.getScheme())
                ? UnixAddress.parse(address)
                : TcpAddress.parse(address);
    }

    /** Whether addresses of a scheme are understood. */
    static boolean accepts(String scheme) {
        return scheme.equalsIgnoreCase(TcpAddress.SCHEME)
                || scheme.equalsIgnoreCase(TlsAddress.SCHEME)
                || scheme.equalsIgnoreCase(UnixAddress.SCHEME);
    }

    /**
     * The same, if one can connect to it.
     *
     * @throws IllegalArgumentException if it is for listening only
     */
    WireAddress requireConnectable();

    /** What is asked for besides. */
    AddressOptions options();

    /** The kind of sockets that go there. */
    EventLoops.Kind kind(EventLoops loops);

    /**
     * Finds what it stands for, where code may block.
     *
     * @param resolver what looks names up
     * @return completes with at least one address, or with what is wrong
     */
    CompletableFuture<List<SocketAddress>> resolve(Environment environment, Resolver resolver, EventLoops loops);

    /** Clears away what a listener that is no more has left there, where code may block. */
    CompletableFuture<Void> makeWay(Environment environment);

    /** The address that was taken, where the system had a choice. */
    URI taken(@Nullable SocketAddress local);

    /** Which of this host's addresses connections come from, or null if the system chooses. */
    default @Nullable SocketAddress local() {
        return null;
    }

    /** Prepares a socket that is going to listen. Throws if the system cannot do what the address asks for. */
    void prepare(Bootstrap listener, EventLoops loops);

    /** Prepares a socket that has just been connected. */
    void prepare(DuplexChannel channel);

    /**
     * Puts what secures a new socket before what else it is going to have.
     *
     * @param connecting whether this side has connected
     * @param halves whether this side may go on talking when the peer has ended its half
     * @param notSecured told why if that fails
     */
    default void secure(DuplexChannel channel, boolean connecting, boolean halves, Consumer<Throwable> notSecured) {
        // Nothing does, as a rule.
    }

    /** What a peer is called in logs. */
    String peer(@Nullable SocketAddress remote);

    /** Which machine a peer is on, for {@link dev.dunlin.transport.Connection#origin()}. */
    String origin(@Nullable SocketAddress remote);

    /** Why it cannot be listened on, in plain words, or null if they do not fit. */
    @Nullable
    String whyNoListening(String said);
}
