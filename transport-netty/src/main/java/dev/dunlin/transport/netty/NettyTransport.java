package dev.dunlin.transport.netty;

import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.ConnectHints;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Framing;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.MessageAcceptor;
import dev.dunlin.transport.MessageConnection;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * TCP sockets and Unix domain sockets. Addresses are of the form {@code tcp://host:port}, where the host is a name, an IPv4
 * address or an IPv6 address in brackets, and port 0 listens on a port that the system chooses; with {@code ?reuseport=true}
 * behind the port several processes of one user listen at one address, where the system has that, and it shares new
 * connections out to them; or of the form {@code
 * unix:///path/of/a/socket}, where the path has at most 107 bytes. {@code ?loops=io_uring} is below. A socket's file is made with the permissions that the
 * process's umask leaves, is removed when its listener closes, and is replaced if nobody listens on it any more. What crosses the wire is described by {@code
 * dunlin/v1/frame.proto}, which this module's jar carries.
 *
 * <p>{@code tls://host:port?cert=FILE&key=FILE&trust=FILE} is TCP with TLS 1.3 (RFC 8446), with {@code &oldest=1.2} TLS 1.2
 * too. The files are of PEM: who this side is, its unencrypted private key (PKCS #8), and whom it believes. Whoever listens
 * needs the first two; with the third it lets in only clients with a certificate that it believes. A client that names no
 * {@code trust} believes whom the JDK believes, and the name or address that it connects to must be one of the server's
 * certificate. A stream that is cut without a goodbye of TLS is lost, not ended.
 *
 * <p>All instances of a process share their threads, daemons, one for each core at most; none is started before it is
 * needed. On Linux they wait with epoll where its native library can be loaded, else, and if the system property {@code
 * dunlin.netty.nio} is {@code true}, with what the JDK has. On the module path that library is a module nobody requires:
 * {@code --add-modules io.netty.transport.epoll.linux.x86_64} (or {@code aarch_64}) loads it.
 *
 * <p>By choice they wait with io_uring: for one address with {@code ?loops=io_uring} behind it (or {@code
 * &loops=io_uring}, behind another option), in all of the process if the system property {@code dunlin.netty.io_uring} is
 * {@code true}. Where it is not to be had, to listen or to connect throws {@link IllegalArgumentException}, which says why:
 * Linux is too old, io_uring is forbidden there as in many containers, or {@code io.netty.transport.io_uring.linux.x86_64}
 * is to be added to the modules.
 *
 * <p>Of the {@linkplain TransportLimits limits}, {@code maxFrameBytes} counts a frame without the four bytes of its length,
 * and holds for frames in both directions: to send a larger one, or one that holds more messages or headers than the wire
 * format allows, ends the connection with {@link dev.dunlin.transport.CloseReason#FRAME_TOO_LARGE}. A queued frame counts
 * its bytes on the wire and 64 more. Connecting takes at most ten seconds: a name's
 * addresses are tried in turn, in the resolver's order or in one of chance, each for an equal share of that, and the failure tells what each met.
 * {@link Connection#close} gives the peer at most three seconds to take what is queued.
 */
public final class NettyTransport implements Transport {

    private final Supplier<EventLoops> loops;
    private final Resolver resolver;
    private final BiFunction<ServerMode, Endpoint, Crew> crews;

    /** As {@link java.util.ServiceLoader} makes it. Costs nothing until it is used. */
    public NettyTransport() {
        this(EventLoops::preferred);
    }

    NettyTransport(Supplier<EventLoops> loops) {
        this(loops, Resolver.SYSTEM);
    }

    NettyTransport(Supplier<EventLoops> loops, Resolver resolver) {
        this(loops, resolver, Crew::of);
    }

    NettyTransport(Supplier<EventLoops> loops, Resolver resolver, BiFunction<ServerMode, Endpoint, Crew> crews) {
        this.loops = loops;
        this.resolver = resolver;
        this.crews = crews;
    }

    @Override
    public boolean accepts(String scheme) {
        return WireAddress.accepts(scheme);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return listen(address, environment, limits, ServerMode.DEFAULT, acceptor);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, ServerMode mode, Acceptor acceptor) {
        return listen(WireAddress.parse(address), environment, limits, mode, frames(acceptor, limits));
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address,
            Environment environment,
            TransportLimits limits,
            ServerMode mode,
            Framing framing,
            MessageAcceptor acceptor) {
        return listen(WireAddress.parse(address), environment, limits, mode, own(acceptor, framing, limits));
    }

    private CompletionStage<Listener> listen(
            WireAddress at, Environment environment, TransportLimits limits, ServerMode mode, Speech speech) {
        Endpoint endpoint = new Endpoint(at, loopsFor(at), resolver, environment, limits, false, speech);
        return new Binding(endpoint, crews.apply(mode, endpoint), mode).bind();
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return connect(address, environment, limits, ConnectHints.none(), acceptor);
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, ConnectHints hints, Acceptor acceptor) {
        return dial(address, environment, limits, hints, frames(acceptor, limits))
                .dial(Connection.class);
    }

    @Override
    public CompletionStage<MessageConnection> connect(
            URI address, Environment environment, TransportLimits limits, Framing framing, MessageAcceptor acceptor) {
        return dial(address, environment, limits, ConnectHints.none(), own(acceptor, framing, limits))
                .dial(MessageConnection.class);
    }

    private Dial dial(URI address, Environment environment, TransportLimits limits, ConnectHints hints, Speech speech) {
        WireAddress to = WireAddress.parse(address).requireConnectable();
        return new Dial(
                new Endpoint(to, loopsFor(to), resolver, environment, limits, hints.spread(), speech), hints.company());
    }

    private EventLoops loopsFor(WireAddress address) {
        EventLoops asked = address.options().loops();
        return asked != null ? asked : loops.get();
    }

    private static Speech frames(Acceptor acceptor, TransportLimits limits) {
        return new FrameConnection.Frames(
                Objects.requireNonNull(acceptor, "acceptor"), Objects.requireNonNull(limits, "limits"));
    }

    private static Speech own(MessageAcceptor acceptor, Framing framing, TransportLimits limits) {
        return new OwnMessages.Protocol(
                Objects.requireNonNull(acceptor, "acceptor"),
                Objects.requireNonNull(framing, "framing"),
                Objects.requireNonNull(limits, "limits"));
    }

    /**
     * What all connections of one address have in common.
     *
     * @param address where they come from, or go to
     * @param loops what serves their sockets
     * @param resolver what looks names up
     * @param environment time, threads and chance
     * @param limits the bounds of each
     * @param spread whether chance decides in which order the places are tried that the address stands for
     * @param speech what is spoken over them
     */
    record Endpoint(
            WireAddress address,
            EventLoops loops,
            Resolver resolver,
            Environment environment,
            TransportLimits limits,
            boolean spread,
            Speech speech) {

        Endpoint {
            Objects.requireNonNull(environment, "environment");
        }

        /** Finds what the address stands for, in the order in which it is to be tried. */
        CompletableFuture<List<SocketAddress>> resolve() {
            CompletableFuture<List<SocketAddress>> places = address.resolve(environment, resolver, loops);
            return spread ? places.thenApply(this::shuffled) : places;
        }

        private List<SocketAddress> shuffled(List<SocketAddress> places) {
            List<SocketAddress> shuffled = new ArrayList<>(places);
            for (int left = shuffled.size(); left > 1; left--) {
                Collections.swap(shuffled, left - 1, environment.random().nextInt(left));
            }
            return shuffled;
        }
    }
}
