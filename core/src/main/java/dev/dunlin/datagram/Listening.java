package dev.dunlin.datagram;

import dev.dunlin.datagram.Packet.Challenge;
import dev.dunlin.datagram.Packet.Open;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.TransportLimits;
import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections for those who want one and have shown that they can be reached where they say they are.
 *
 * <p>One socket carries all connections of an address. When the listener closes, it stays as long as they do, unattended;
 * whoever listens there next in this process takes it over.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing that runs then can fail
final class Listening implements Listener, Port.Maker {

    /** How many connections may be half open, beyond which wishes for more are dropped. */
    private static final int MOST_HALF_OPEN = 1024;

    private final Port port;
    private final PacketSocket socket;
    private final TransportLimits limits;
    private final Acceptor acceptor;
    private final ConcurrentMap<URI, Listening> unattended;
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    // The executor's own.
    private boolean attends = true;
    private boolean releasing;

    Listening(
            Port port,
            PacketSocket socket,
            TransportLimits limits,
            Acceptor acceptor,
            ConcurrentMap<URI, Listening> unattended) {
        this.port = port;
        this.socket = socket;
        this.limits = limits;
        this.acceptor = acceptor;
        this.unattended = unattended;
    }

    @Override
    public URI address() {
        return socket.address();
    }

    @Override
    public void onPacket(SocketAddress from, Packet packet) {
        if (!(packet instanceof Open open) || open.from() == 0) {
            return;
        }
        long now = port.environment().clock().nanos();
        if (!port.secret().isOurs(open.cookie(), from, open.from(), now)) {
            if (open.cookie() != 0) {
                port.counts().add(DatagramCount.BAD_COOKIE, 1);
            }
            socket.send(from, new Challenge(open.from(), port.secret().cookie(from, open.from(), now)));
            socket.flush();
            return;
        }
        LinkCourse known = port.byFar(from, open.from());
        if (known == null) {
            make(from, open);
        } else if (known.isHalfOpen()) {
            known.accept();
        }
    }

    private void make(SocketAddress from, Open open) {
        if (port.halfOpen() >= MOST_HALF_OPEN) {
            port.counts().add(DatagramCount.TOO_MANY_OPENING, 1);
            return;
        }
        String name = from.toString();
        LinkCourse link = new ReliableLink(
                        port,
                        new ReliableLink.Ends(
                                port.secret().draw(),
                                from,
                                open.from(),
                                name.startsWith("/") ? name.substring(1) : name),
                        limits,
                        acceptor,
                        open.limit())
                .course();
        port.add(link);
        link.accept();
    }

    @Override
    public CompletionStage<Void> close() {
        socket.executor().execute(() -> {
            if (!attends) {
                return;
            }
            attends = false;
            port.makeBy(null);
            port.dropHalfOpen();
            unattended.put(address(), this);
            port.whenIdle(this::release);
            if (port.alive() == 0) {
                release();
                released.thenRun(() -> closed.complete(null));
            } else {
                closed.complete(null);
            }
        });
        return closed.copy();
    }

    private void release() {
        if (!releasing) {
            releasing = true;
            socket.close().whenComplete((done, failure) -> {
                unattended.remove(address(), this);
                released.complete(null);
            });
        }
    }

    /**
     * Has somebody else listen at this address.
     *
     * @return the new listener, or null if the address is free
     */
    CompletableFuture<@Nullable Listening> handOver(Environment environment, TransportLimits to, Acceptor by) {
        CompletableFuture<@Nullable Listening> answer = new CompletableFuture<>();
        socket.executor().execute(() -> {
            if (releasing) {
                released.thenRun(() -> answer.complete(null));
            } else if (!unattended.remove(address(), this) || !environment.equals(port.environment())) {
                answer.complete(null);
            } else {
                Listening next = new Listening(port, socket, to, by, unattended);
                port.whenIdle(() -> {});
                port.makeBy(next);
                answer.complete(next);
            }
        });
        return answer;
    }
}
