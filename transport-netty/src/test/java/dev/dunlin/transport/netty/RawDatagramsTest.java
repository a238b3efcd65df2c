package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.contracts.RecordingReceiver;
import dev.dunlin.contracts.TransportScenario;
import dev.dunlin.contracts.TransportScenarios;
import dev.dunlin.datagram.DatagramCount;
import dev.dunlin.datagram.ReliableTransport;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * A client that knows nothing but what {@code docs/PROTOCOL.md} says of datagrams, and one with no manners.
 */
final class RawDatagramsTest implements TransportScenarios {

    private static final int OPEN = 0x11;
    private static final int CHALLENGE = 0x12;
    private static final int ACCEPT = 0x13;
    private static final int DATA = 0x14;
    private static final int ACKNOWLEDGE = 0x15;
    private static final int UNKNOWN = 0x17;
    private static final long OURS = 0x0123456789ABCDEFL;
    private static final long LIMIT = 100_000;
    private static final int TIMEOUT_MILLIS = 10_000;

    /** A ping with token 1, as the first example of that page has it. */
    private static final byte[] PING = HexFormat.of().parseHex("0000000b3a09090100000000000000");

    private final ReliableTransport links = new ReliableTransport(new UdpNetwork(EventLoops::nio));

    @Override
    public Transport transport() {
        return new UdpTransport(links);
    }

    @Override
    public URI address() {
        return URI.create("udp://127.0.0.1:0");
    }

    /** What speaks to a listener, packet by packet. */
    private static final class Raw implements AutoCloseable {

        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());

        Raw(URI to) throws IOException {
            socket.connect(new InetSocketAddress(to.getHost(), to.getPort()));
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }

        void send(int kind, byte[] rest, long... fields) throws IOException {
            ByteBuffer packet = ByteBuffer.allocate(5 + 8 * fields.length + rest.length);
            packet.put((byte) kind).putInt(0);
            for (long field : fields) {
                packet.putLong(field);
            }
            packet.put(rest);
            CRC32C crc = new CRC32C();
            crc.update(packet.get(0));
            crc.update(packet.array(), 5, packet.capacity() - 5);
            packet.putInt(1, (int) crc.getValue());
            raw(packet.array());
        }

        void raw(byte[] bytes) throws IOException {
            socket.send(new DatagramPacket(bytes, bytes.length));
        }

        /** The next packet of a kind, from its first field on. */
        ByteBuffer await(int kind) throws IOException {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                socket.receive(packet);
                ByteBuffer in = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
                if (in.get() == kind) {
                    in.getInt();
                    return in;
                }
            }
        }

        /** Opens a connection; the number that the other side has drawn. */
        long open() throws IOException {
            send(OPEN, new byte[0], OURS, 0, LIMIT);
            ByteBuffer challenge = await(CHALLENGE);
            assertThat(challenge.getLong()).isEqualTo(OURS);
            send(OPEN, new byte[0], OURS, challenge.getLong(), LIMIT);
            ByteBuffer accept = await(ACCEPT);
            assertThat(accept.getLong()).isEqualTo(OURS);
            return accept.getLong();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static Listener listener(TransportScenario it, Queue<RecordingReceiver> accepted) {
        return it.listen(TransportLimits.DEFAULT, connection -> {
            RecordingReceiver receiver = it.receiver(connection);
            accepted.add(receiver);
            return receiver;
        });
    }

    @Test
    void aClientThatKnowsThePageAloneIsUnderstood() throws IOException {
        Queue<RecordingReceiver> accepted = new ConcurrentLinkedQueue<>();
        try (TransportScenario it = transportScenario();
                Raw raw = new Raw(listener(it, accepted).address())) {
            long theirs = raw.open();
            it.world().settle();
            assertThat(accepted)
                    .as("not before a packet has come that bears the number")
                    .isEmpty();

            // The second half of a ping before the first, and the first twice.
            raw.send(DATA, data(PING, 7, PING.length), theirs, 2, 1, LIMIT);
            ByteBuffer gap = raw.await(ACKNOWLEDGE);
            assertThat(gap.getLong()).isEqualTo(OURS);
            assertThat(gap.getLong()).as("next").isEqualTo(1);
            assertThat(gap.getLong()).as("limit").isEqualTo(512 << 10);
            assertThat(gap.get()).as("asks").isZero();
            assertThat(gap.get()).as("ranges").isEqualTo((byte) 1);
            assertThat(gap.getInt()).as("first - next").isEqualTo(1);
            assertThat(gap.getInt()).as("last - first").isZero();
            raw.send(DATA, data(PING, 0, 7), theirs, 1, 1, LIMIT);
            raw.send(DATA, data(PING, 0, 7), theirs, 1, 1, LIMIT);
            it.world().await("a connection was made", () -> !accepted.isEmpty());
            RecordingReceiver server = accepted.remove();
            assertThat(server.awaitFrames(1)).containsExactly(new Frame.Ping(1));

            server.connection().send(new Frame.Ping(1));
            server.connection().flush();
            ByteBuffer answer = raw.await(DATA);
            assertThat(answer.getLong()).isEqualTo(OURS);
            assertThat(answer.getLong()).as("number").isEqualTo(1);
            assertThat(answer.getLong()).as("next").isEqualTo(3);
            answer.getLong();
            assertThat(answer.get()).as("flags").isZero();
            byte[] carried = new byte[answer.remaining()];
            answer.get(carried);
            assertThat(carried).isEqualTo(PING);
            raw.send(ACKNOWLEDGE, new byte[] {0, 0}, theirs, 2, LIMIT);

            raw.send(DATA, new byte[] {1}, theirs, 3, 2, LIMIT);
            assertThat(server.awaitClosed().reason()).isEqualTo(CloseReason.LOST);
            long next = 0;
            while (next < 4) {
                next = raw.await(ACKNOWLEDGE).getLong(5 + 8);
            }
            assertThat(server.frames()).hasSize(1);
        }
    }

    @Test
    void garbageIsCountedAndHarmsNobody() throws IOException {
        try (TransportScenario it = transportScenario()) {
            TransportScenario.Link link = it.link();
            try (Raw raw = new Raw(link.listener().address())) {
                for (int i = 0; i < 100; i++) {
                    raw.raw(new byte[i]);
                    raw.send(OPEN, new byte[0], OURS + i, 4711, LIMIT);
                }
                raw.send(DATA, data(PING, 0, PING.length), OURS, 1, 1, LIMIT);
                ByteBuffer unknown = raw.await(UNKNOWN);
                assertThat(unknown.getLong()).isEqualTo(OURS);
            } catch (SocketTimeoutException e) {
                throw new AssertionError("the listener answers no more", e);
            }
            link.client().send(new Frame.Ping(1));
            link.client().flush();
            link.serverSees().awaitFrames(1);
            assertThat(links.counts().get(DatagramCount.DAMAGED)).isPositive();
            assertThat(links.counts().get(DatagramCount.BAD_COOKIE)).isPositive();
            assertThat(links.counts().get(DatagramCount.STALE)).isPositive();
            assertThat(links.counts().get(DatagramCount.OPENED)).isEqualTo(2);
        }
    }

    /** The flags, none, and a part of what is carried. */
    private static byte[] data(byte[] all, int from, int to) {
        byte[] rest = new byte[1 + to - from];
        System.arraycopy(all, from, rest, 1, to - from);
        return rest;
    }
}
