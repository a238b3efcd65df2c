package dev.dunlin.benchmarks.footprint;

import dev.dunlin.transport.netty.wire.Wire;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connects to a port, says hello, waits for the welcome, and says nothing more but that it is there when it is asked. First
 * once for a moment, and "one"; at the next line on its input as often as it is told, and "all"; then keeps them until its
 * input ends.
 *
 * <p>Arguments: port, connections.
 */
final class IdleClients {

    private static final Wire.Frame HELLO = Wire.Frame.newBuilder()
            .setHello(Wire.Hello.newBuilder().setMinVersion(1).setMaxVersion(1).setAgent("idle"))
            .build();

    /** No ping is nearly as long. */
    private static final int MOST_BYTES = 256;

    private static final AtomicLong ANSWERED = new AtomicLong();

    private IdleClients() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        connect(port).close();
        System.out.println("one");
        awaitLine();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < count; i++) {
                SocketChannel channel = connect(port);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(MOST_BYTES));
            }
            Thread answering = new Thread(() -> answer(selector), "answering");
            answering.setDaemon(true);
            answering.start();
            System.out.println("all");
            awaitLine();
            System.err.println(selector.keys().size() + " connections were idle, and answered " + ANSWERED + " times");
        }
    }

    /** A ping that has come whole is answered; there is nothing else to come. */
    private static void answer(Selector selector) {
        try {
            while (true) {
                selector.select(key -> {
                    try {
                        answer((SocketChannel) key.channel(), (ByteBuffer) key.attachment());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        } catch (IOException | UncheckedIOException | ClosedSelectorException e) {
            System.err.println("answers no more: " + e);
        }
    }

    private static void answer(SocketChannel channel, ByteBuffer come) throws IOException {
        if (channel.read(come) < 0) {
            throw new EOFException("the server has hung up");
        }
        come.flip();
        while (come.remaining() >= Integer.BYTES && come.remaining() >= Integer.BYTES + come.getInt(come.position())) {
            byte[] frame = new byte[come.getInt()];
            come.get(frame);
            Wire.Frame ping = Wire.Frame.parseFrom(frame);
            if (!ping.hasPing()) {
                throw new IOException("came where a ping might: " + ping);
            }
            byte[] pong = Wire.Frame.newBuilder()
                    .setPong(Wire.Pong.newBuilder().setToken(ping.getPing().getToken()))
                    .build()
                    .toByteArray();
            ByteBuffer both = ByteBuffer.allocate(Integer.BYTES + pong.length);
            channel.write(both.putInt(pong.length).put(pong).flip());
            if (both.hasRemaining()) {
                throw new IOException("a pong does not fit into the socket's buffer");
            }
            ANSWERED.incrementAndGet();
        }
        come.compact();
    }

    private static SocketChannel connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Socket socket = channel.socket();
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        byte[] hello = HELLO.toByteArray();
        out.writeInt(hello.length);
        out.write(hello);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        if (!Wire.Frame.parseFrom(in.readNBytes(in.readInt())).hasWelcome()) {
            throw new IOException("port " + port + " says no welcome");
        }
        return channel;
    }

    private static void awaitLine() throws IOException {
        int next = System.in.read();
        while (next >= 0 && next != '\n') {
            next = System.in.read();
        }
    }
}
