package dev.dunlin.datagram;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.datagram.Packet.Accept;
import dev.dunlin.datagram.Packet.Challenge;
import dev.dunlin.datagram.Packet.Open;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.TransportLimits;
import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks for one connection, again and again, until it is had or the time is over. Belongs to the socket's executor. */
final class Dialing implements Port.Maker {

    private final Port port;
    private final URI address;
    private final TransportLimits limits;
    private final Acceptor acceptor;
    private final CompletableFuture<Connection> result;
    private final SocketAddress peer;
    private final long number;
    private final long until;
    private final Alarm alarm;
    private long cookie;
    private long waitNanos = Timing.FIRST_ATTEMPT;
    private @Nullable LinkCourse link;

    Dialing(
            Port port,
            SocketAddress peer,
            URI address,
            TransportLimits limits,
            Acceptor acceptor,
            CompletableFuture<Connection> result) {
        this.port = port;
        this.peer = peer;
        this.address = address;
        this.limits = limits;
        this.acceptor = acceptor;
        this.result = result;
        this.number = port.secret().draw();
        this.until = now() + Timing.CONNECT;
        this.alarm = new Alarm(port.environment(), port.socket().executor(), this::attempt);
    }

    /** Asks once more. */
    void attempt() {
        long now = now();
        if (result.isDone()) {
            return;
        }
        if (now >= until) {
            fail("no answer within " + TimeUnit.NANOSECONDS.toSeconds(Timing.CONNECT) + " s");
            return;
        }
        ask();
        alarm.set(Math.min(until, now + waitNanos), now);
        waitNanos = Math.min(2 * waitNanos, Timing.LONGEST_ATTEMPT);
    }

    private void ask() {
        port.socket().send(peer, new Open(number, cookie, ReceiveWindow.BYTES));
        port.socket().flush();
    }

    @Override
    public void onPacket(SocketAddress from, Packet packet) {
        if (packet instanceof Challenge challenge) {
            if (challenge.to() == number && from.equals(peer) && link == null && challenge.cookie() != cookie) {
                cookie = challenge.cookie();
                ask();
            }
        } else if (packet instanceof Accept accept) {
            if (accept.to() == number && from.equals(peer)) {
                accepted(accept);
            } else {
                port.stale(from, accept.to(), accept);
            }
        }
    }

    private void accepted(Accept accept) {
        LinkCourse made = link;
        if (made == null && !result.isDone()) {
            made = new ReliableLink(
                            port,
                            new ReliableLink.Ends(number, peer, accept.from(), address.toString()),
                            limits,
                            acceptor,
                            accept.limit())
                    .course();
            link = made;
            alarm.cancel();
            port.add(made);
            made.acknowledge();
            open(made);
        } else if (made == null || made.ends().far() != accept.from() || port.isForgotten(made)) {
            port.stale(peer, number, accept);
        } else {
            made.acknowledge();
        }
        port.socket().flush();
    }

    private void open(LinkCourse made) {
        try {
            made.open();
            result.complete(made.link());
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    @Override
    public void onUndeliverable(String detail) {
        if (link == null) {
            fail(detail);
        } else {
            link.onUndeliverable();
        }
    }

    private void fail(String detail) {
        alarm.cancel();
        if (result.completeExceptionally(new DunlinException(Reason.UNREACHABLE, address + ": " + detail))) {
            port.socket().close();
        }
    }

    private long now() {
        return port.environment().clock().nanos();
    }
}
