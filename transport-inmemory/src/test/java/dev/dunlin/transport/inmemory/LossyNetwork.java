package dev.dunlin.transport.inmemory;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.datagram.DatagramNetwork;
import dev.dunlin.datagram.FrameCodec;
import dev.dunlin.datagram.FramesByReference;
import dev.dunlin.datagram.Packet;
import dev.dunlin.datagram.PacketReceiver;
import dev.dunlin.datagram.PacketSocket;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.frame.FrameCost;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A datagram network on virtual time that does to packets what it is told to. For one thread. */
final class LossyNetwork implements DatagramNetwork {

    private static final String SCHEME = "lossy";
    private static final int MOST_RECORDED = 1_000;

    /**
     * What it does, each with a probability.
     *
     * @param loss to lose a packet
     * @param duplication to carry it twice
     * @param damage to damage it, so that it is dropped where it arrives
     * @param delayMicros how long it takes at least
     * @param jitterMicros how much longer at most: beyond the pace of the sender this is disorder
     */
    record Weather(double loss, double duplication, double damage, long delayMicros, long jitterMicros) {

        static final Weather FAIR = new Weather(0, 0, 0, 0, 0);

        static Weather losing(double loss) {
            return new Weather(loss, 0.05, 0.02, 500, 2_000);
        }
    }

    /** An address of this network. */
    private static final class At extends SocketAddress {

        private static final long serialVersionUID = 1;

        private final String name;

        At(String name) {
            this.name = name;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof At at && at.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final SplittableRandom random;
    private final Map<At, Socket> sockets = new HashMap<>();
    private final FrameCodec codec = new FramesByReference(FrameCost::of);
    private Weather weather;
    private BiPredicate<SocketAddress, Packet> cut = (to, packet) -> false;
    private final List<Sent> recorded = new ArrayList<>();
    private int places;
    private long carried;

    private record Sent(At from, SocketAddress to, Packet packet) {}

    LossyNetwork(Weather weather, long seed) {
        this.weather = weather;
        this.random = new SplittableRandom(seed);
    }

    /** From now on. */
    void weather(Weather next) {
        weather = next;
    }

    /** What is lost for certain. */
    void cut(BiPredicate<SocketAddress, Packet> what) {
        cut = what;
    }

    /** How many packets were sent. */
    long carried() {
        return carried;
    }

    /** The next client has the place that the first had. */
    void reusePlaces() {
        places = 0;
    }

    /** The same, in words. */
    List<String> sent() {
        return recorded.stream().map(sent -> sent.to() + " " + sent.packet()).toList();
    }

    /** How many places are taken. */
    int places() {
        return sockets.size();
    }

    /** What was carried so far. */
    List<Runnable> recording() {
        return recorded.stream()
                .<Runnable>map(sent -> () -> arrive(sent.from(), sent.to(), false, sent.packet()))
                .toList();
    }

    @Override
    public boolean accepts(String scheme) {
        return SCHEME.equals(scheme);
    }

    @Override
    public FrameCodec codec() {
        return codec;
    }

    @Override
    public CompletionStage<PacketSocket> bind(URI address, Environment environment, PacketReceiver receiver) {
        At at = at(address);
        if (sockets.containsKey(at)) {
            return CompletableFuture.failedStage(
                    new DunlinException(Reason.ADDRESS_UNAVAILABLE, address + ": somebody is there already"));
        }
        return CompletableFuture.completedStage(new Socket(address, at, environment, receiver));
    }

    @Override
    public CompletionStage<Way> reach(URI address, Environment environment, PacketReceiver receiver) {
        At peer = at(address);
        String name = "client-" + ++places;
        return CompletableFuture.completedStage(
                new Way(new Socket(URI.create(SCHEME + "://" + name), new At(name), environment, receiver), peer));
    }

    private static At at(URI address) {
        if (address.getAuthority() == null) {
            throw new IllegalArgumentException("address=\"" + address + "\": must be lossy://name");
        }
        return new At(address.getAuthority());
    }

    /** Hands a packet over, as often and as late as the weather is. */
    private void carry(At from, SocketAddress to, Environment environment, Packet packet) {
        carried++;
        if (recorded.size() < MOST_RECORDED) {
            recorded.add(new Sent(from, to, packet));
        }
        int copies = random.nextDouble() < weather.duplication() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            boolean lost = random.nextDouble() < weather.loss() || cut.test(to, packet);
            boolean damaged = random.nextDouble() < weather.damage();
            long micros = weather.delayMicros()
                    + (weather.jitterMicros() == 0 ? 0 : random.nextLong(weather.jitterMicros() + 1));
            if (!lost) {
                environment.scheduler().schedule(micros * 1_000, () -> arrive(from, to, damaged, packet));
            }
        }
    }

    private void arrive(At from, SocketAddress to, boolean damaged, Packet packet) {
        Socket socket = to instanceof At at ? sockets.get(at) : null;
        if (socket == null) {
            return;
        }
        if (damaged) {
            socket.receiver.onDamaged();
        } else {
            socket.receiver.onPacket(from, packet);
            socket.receiver.onPause();
        }
    }

    private final class Socket implements PacketSocket {

        private final URI address;
        private final At at;
        private final Environment environment;
        private final PacketReceiver receiver;

        Socket(URI address, At at, Environment environment, PacketReceiver receiver) {
            this.address = address;
            this.at = at;
            this.environment = environment;
            this.receiver = receiver;
            sockets.put(at, this);
        }

        @Override
        public URI address() {
            return address;
        }

        @Override
        public Executor executor() {
            return environment.executor();
        }

        @Override
        public int maxPacketBytes() {
            return 1_200;
        }

        @Override
        public void send(SocketAddress to, Packet packet) {
            if (packet.bytes() > maxPacketBytes()) {
                throw new AssertionError("larger than allowed: " + packet);
            }
            carry(at, to, environment, packet);
        }

        @Override
        public void flush() {}

        @Override
        public CompletionStage<Void> close() {
            sockets.remove(at, this);
            return CompletableFuture.completedStage(null);
        }
    }
}
