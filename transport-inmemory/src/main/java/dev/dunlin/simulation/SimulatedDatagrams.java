package dev.dunlin.simulation;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.datagram.DatagramNetwork;
import dev.dunlin.datagram.FrameCodec;
import dev.dunlin.datagram.Packet;
import dev.dunlin.datagram.PacketReceiver;
import dev.dunlin.datagram.PacketSocket;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.frame.FrameCost;
import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The packets of a simulation: lost, doubled, damaged and overtaken as the network's rules say. */
final class SimulatedDatagrams implements DatagramNetwork {

    static final String SCHEME = "sim-udp";

    private static final int MAX_PACKET_BYTES = 1_200;
    private static final int WORD_BYTES = 56;

    private final Simulation simulation;
    private final FrameCodec codec = new FramesInPackets(FrameCost::of);

    SimulatedDatagrams(Simulation simulation) {
        this.simulation = simulation;
    }

    /** A port of a host. */
    static final class Place extends SocketAddress {

        private static final long serialVersionUID = 1L;

        private final String host;
        private final int port;

        Place(String host, int port) {
            this.host = host;
            this.port = port;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place place && place.host.equals(host) && place.port == port;
        }

        @Override
        public int hashCode() {
            return host.hashCode() * 31 + port;
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    @Override
    public boolean accepts(String scheme) {
        return SCHEME.equalsIgnoreCase(scheme);
    }

    @Override
    public FrameCodec codec() {
        return codec;
    }

    @Override
    public CompletionStage<PacketSocket> bind(URI address, Environment environment, PacketReceiver receiver) {
        Life life = SimulatedTransport.host(environment, address).life();
        String name = SimulatedTransport.nameIn(address, SCHEME);
        boolean taken = life.sockets.containsKey(address.getPort());
        if (taken || !name.equals(life.host.name())) {
            return CompletableFuture.failedStage(new DunlinException(
                    Reason.ADDRESS_UNAVAILABLE,
                    "address=\"" + address + "\": "
                            + (taken
                                    ? "somebody is there already"
                                    : "the environment is that of host \"" + life.host.name() + "\"")));
        }
        int port = address.getPort() == 0 ? SimulatedTransport.freePort(life.sockets) : address.getPort();
        return CompletableFuture.completedStage(new Socket(life, port, receiver));
    }

    @Override
    public CompletionStage<Way> reach(URI address, Environment environment, PacketReceiver receiver) {
        Life life = SimulatedTransport.host(environment, address).life();
        String name = SimulatedTransport.nameIn(address, SCHEME);
        if (!simulation.hasHost(name)) {
            return CompletableFuture.failedStage(SimulatedTransport.noSuchHost(simulation, address));
        }
        return CompletableFuture.completedStage(new Way(
                new Socket(life, SimulatedTransport.freePort(life.sockets), receiver),
                new Place(name, address.getPort())));
    }

    /** A packet leaves: what becomes of it is for the rules to say. */
    private void carry(Place from, Place to, Packet packet) {
        Passage passage = new Passage(
                simulation.timeline().nowNanos(),
                from.host,
                to.host,
                Passage.Kind.DATAGRAM,
                null,
                FramesInPackets.in(packet),
                packet.bytes(),
                1);
        Verdict verdict = simulation.network().judge(passage, packet);
        if (verdict instanceof Verdict.Drop || verdict instanceof Verdict.Cut) {
            return;
        }
        int copies = verdict instanceof Verdict.Duplicate ? 2 : 1;
        boolean damaged = verdict instanceof Verdict.Corrupt;
        for (int i = 0; i < copies; i++) {
            long after = Timeline.plus(
                    simulation.network().latencyNanos(from.host, to.host, packet.bytes()), Lane.delayNanos(verdict));
            // Whoever is there when it arrives is given it: a host that was started anew, too.
            simulation.timeline().after(after, null, () -> arrive(from, to, damaged, packet));
        }
    }

    private void arrive(Place from, Place to, boolean damaged, Packet packet) {
        Life life = simulation.host(to.host).life();
        Socket socket = life.sockets.get(to.port);
        if (socket != null && life.alive) {
            socket.executor().execute(() -> socket.take(from, damaged, packet));
        } else if (life.alive) {
            refuse(from, to);
        }
    }

    /** A host where nobody has the port says so, as ICMP does; the word may be lost. */
    private void refuse(Place from, Place to) {
        Passage word = new Passage(
                simulation.timeline().nowNanos(), to.host, from.host, Passage.Kind.RESET, null, WORD_BYTES, 1);
        if (Lane.isLost(simulation.network().judge(word))) {
            return;
        }
        long after = simulation.network().latencyNanos(to.host, from.host, WORD_BYTES);
        simulation.timeline().after(after, null, () -> {
            Socket socket = simulation.host(from.host).life().sockets.get(from.port);
            if (socket != null) {
                socket.executor().execute(() -> socket.receiver.onUndeliverable(to + ": nobody is there"));
            }
        });
    }

    /** A place that is taken. */
    final class Socket implements PacketSocket {

        private final Life life;
        private final Place place;
        private final PacketReceiver receiver;
        private boolean closed;

        private Socket(Life life, int port, PacketReceiver receiver) {
            this.life = life;
            this.place = new Place(life.host.name(), port);
            this.receiver = receiver;
            life.sockets.put(port, this);
        }

        private void take(Place from, boolean damaged, Packet packet) {
            if (closed) {
                return;
            }
            if (damaged) {
                receiver.onDamaged();
            } else {
                receiver.onPacket(from, packet);
            }
            receiver.onPause();
        }

        @Override
        public URI address() {
            return URI.create(SCHEME + "://" + place);
        }

        @Override
        public Executor executor() {
            return task -> simulation.timeline().at(simulation.timeline().nowNanos(), life, task);
        }

        @Override
        public int maxPacketBytes() {
            return MAX_PACKET_BYTES;
        }

        @Override
        public void send(SocketAddress to, Packet packet) {
            carry(place, (Place) to, packet);
        }

        @Override
        public void flush() {
            // Packets leave one by one.
        }

        @Override
        public String origin(SocketAddress address) {
            return ((Place) address).host;
        }

        @Override
        public CompletionStage<Void> close() {
            closed = true;
            life.sockets.remove(place.port, this);
            return CompletableFuture.completedStage(null);
        }
    }
}
