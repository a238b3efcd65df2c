package dev.dunlin.datagram;

import dev.dunlin.datagram.Packet.Acknowledge;
import dev.dunlin.datagram.Packet.Break;
import dev.dunlin.datagram.Packet.Data;
import dev.dunlin.datagram.Packet.Unknown;
import dev.dunlin.environment.Environment;
import dev.dunlin.link.EnumCounts;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All connections of one socket: finds whose a packet is. A listener's makes new ones, a dialler's has one. All but the
 * construction belongs to the socket's executor.
 */
final class Port implements PacketReceiver {

    /** Whose a packet is that names what the other side has drawn. */
    private record Far(SocketAddress peer, long number) {}

    /** What makes new connections. */
    interface Maker {

        /** A packet has come that is of no connection yet. */
        void onPacket(SocketAddress from, Packet packet);

        /** The network does not carry what was sent. */
        default void onUndeliverable(String detail) {}
    }

    private final Environment environment;
    private final FrameCodec codec;
    private final EnumCounts<DatagramCount> counts;
    private final Secret secret;
    private final Map<Long, LinkCourse> byNear = new HashMap<>();
    private final Map<Far, LinkCourse> byFar = new HashMap<>();
    private final ArrayDeque<LinkCourse> touched = new ArrayDeque<>();
    private @Nullable PacketSocket socket;
    private @Nullable Maker maker;
    private Runnable whenIdle = () -> {};
    private Runnable whenForgotten = () -> {};
    private int halfOpen;
    private int alive;

    Port(Environment environment, FrameCodec codec, EnumCounts<DatagramCount> counts) {
        this.environment = Objects.requireNonNull(environment, "environment");
        this.codec = codec;
        this.counts = counts;
        this.secret = new Secret(environment);
    }

    /** Begins to work. */
    void attach(PacketSocket to, @Nullable Maker by) {
        socket = to;
        maker = by;
    }

    /** From now on others make connections, or nobody does. */
    void makeBy(@Nullable Maker by) {
        maker = by;
    }

    /** What to do when the last connection is forgotten: answers nobody any more. */
    void whenForgotten(Runnable action) {
        whenForgotten = action;
    }

    /** What to do when the last connection has ended, and perhaps still answers. */
    void whenIdle(Runnable action) {
        whenIdle = action;
    }

    PacketSocket socket() {
        return Objects.requireNonNull(socket, "the port is not attached");
    }

    Environment environment() {
        return environment;
    }

    FrameCodec codec() {
        return codec;
    }

    EnumCounts<DatagramCount> counts() {
        return counts;
    }

    Secret secret() {
        return secret;
    }

    /** How many connections wait for the peer's first packet. */
    int halfOpen() {
        return halfOpen;
    }

    /** How many connections have not ended. */
    int alive() {
        return alive;
    }

    void add(LinkCourse link) {
        byNear.put(link.ends().near(), link);
        byFar.put(far(link), link);
        alive++;
        halfOpen++;
    }

    @Nullable
    LinkCourse byFar(SocketAddress peer, long number) {
        return byFar.get(new Far(peer, number));
    }

    private static Far far(LinkCourse link) {
        return new Far(link.ends().peer(), link.ends().far());
    }

    boolean isForgotten(LinkCourse link) {
        return !byNear.containsKey(link.ends().near());
    }

    @Override
    public void onPacket(SocketAddress from, Packet packet) {
        if (socket == null) {
            return;
        }
        if (packet instanceof Data data) {
            route(from, data.to(), packet);
        } else if (packet instanceof Acknowledge acknowledge) {
            route(from, acknowledge.to(), packet);
        } else if (packet instanceof Break end) {
            route(from, end.to(), packet);
        } else if (packet instanceof Unknown unknown) {
            LinkCourse link = byFar(from, unknown.number());
            if (link != null) {
                link.onUnknown();
            }
        } else if (maker != null) {
            maker.onPacket(from, packet);
        }
    }

    private void route(SocketAddress from, long to, Packet packet) {
        LinkCourse link = byNear.get(to);
        if (link != null && link.ends().peer().equals(from)) {
            link.onPacket(packet);
        } else {
            stale(from, to, packet);
        }
    }

    /** A packet has come for nobody. */
    void stale(SocketAddress from, long to, Packet packet) {
        counts.add(DatagramCount.STALE, 1);
        if (!(packet instanceof Break)) {
            socket().send(from, new Unknown(to));
            socket().flush();
        }
    }

    void touched(LinkCourse link) {
        touched.add(link);
    }

    @Override
    public void onPause() {
        for (LinkCourse link = touched.poll(); link != null; link = touched.poll()) {
            link.settle();
        }
    }

    @Override
    public void onDamaged() {
        counts.add(DatagramCount.DAMAGED, 1);
    }

    @Override
    public void onUndeliverable(String detail) {
        if (maker != null) {
            maker.onUndeliverable(detail);
        }
    }

    /** A connection is no longer half open. */
    void opened() {
        halfOpen--;
    }

    /** Lets nobody in who has not come in yet. */
    void dropHalfOpen() {
        List.copyOf(byNear.values()).stream().filter(LinkCourse::isHalfOpen).forEach(LinkCourse::onUnknown);
    }

    /** A connection has ended. One that nobody has heard of is forgotten at once. */
    void ended(LinkCourse link, boolean known) {
        alive--;
        if (!known) {
            halfOpen--;
            forget(link);
        }
        if (alive == 0) {
            whenIdle.run();
        }
    }

    /** An ended connection answers no more. */
    void forget(LinkCourse link) {
        byNear.remove(link.ends().near());
        byFar.remove(far(link), link);
        if (byNear.isEmpty()) {
            whenForgotten.run();
        }
    }
}
