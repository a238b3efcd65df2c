package dev.dunlin.transport.netty;

import dev.dunlin.datagram.Packet;
import dev.dunlin.datagram.PacketReceiver;
import dev.dunlin.datagram.PacketSocket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A UDP socket. All that comes is taken on its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what is lost is sent again
final class UdpSocket implements PacketSocket {

    private static final System.Logger LOG = System.getLogger("dev.dunlin.transport");

    /** What every path carries, as QUIC supposes: RFC 9000, 14.1. */
    private static final int MAX_PACKET_BYTES = 1200;

    /** What may wait for the system before more is dropped, as a full network would. */
    private static final int MOST_UNSENT_BYTES = 1 << 20;

    private final PacketReceiver receiver;

    /** Whether the system sends to one peer only, and tells whether nobody is there. */
    private final boolean connected;

    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Both are written before anybody else has the socket. */
    private @Nullable Channel channel;

    private URI address = URI.create(UdpAddress.SCHEME + "://unbound");

    UdpSocket(PacketReceiver receiver, boolean connected) {
        this.receiver = receiver;
        this.connected = connected;
    }

    /** The socket is bound. */
    void open(Channel to, URI at) {
        channel = to;
        address = at;
        to.closeFuture().addListener(done -> closed.complete(null));
    }

    ChannelHandler handler() {
        return new Arrivals();
    }

    private Channel channel() {
        return Objects.requireNonNull(channel, "not bound");
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public Executor executor() {
        return channel().eventLoop();
    }

    @Override
    public int maxPacketBytes() {
        return MAX_PACKET_BYTES;
    }

    @Override
    public void send(SocketAddress to, Packet packet) {
        Channel out = channel();
        if (!out.isActive() || out.unsafe().outboundBuffer().totalPendingWriteBytes() > MOST_UNSENT_BYTES) {
            return;
        }
        ByteBuf bytes = out.alloc().directBuffer(packet.bytes());
        PacketFormat.write(packet, bytes);
        Object message = connected ? bytes : new DatagramPacket(bytes, (InetSocketAddress) to);
        out.write(message, out.voidPromise());
    }

    @Override
    public void flush() {
        channel().flush();
    }

    @Override
    public String origin(SocketAddress remote) {
        return new TcpAddress("", 0).origin(remote);
    }

    @Override
    public CompletionStage<Void> close() {
        channel().close();
        return closed.copy();
    }

    private final class Arrivals extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket datagram = (DatagramPacket) message;
            try {
                Packet packet = PacketFormat.read(datagram.content());
                if (packet == null) {
                    receiver.onDamaged();
                } else {
                    receiver.onPacket(datagram.sender(), packet);
                }
            } finally {
                datagram.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            receiver.onPause();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof PortUnreachableException) {
                receiver.onUndeliverable("connection refused; is a broker listening there?");
            } else if (cause instanceof IOException) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        () -> "event=datagram-failed address=" + address + " detail=\"" + cause + "\"");
            } else {
                LOG.log(System.Logger.Level.WARNING, () -> "event=datagram-failed address=" + address, cause);
            }
        }
    }
}
