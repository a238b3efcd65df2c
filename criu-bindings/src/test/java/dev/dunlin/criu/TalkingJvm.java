package dev.dunlin.criu;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A program of the tests: a server that gives back what it reads, and counts on its standard output meanwhile. */
final class TalkingJvm {

    private static final long PAUSE_MILLIS = 20;
    private static final int BUFFER_BYTES = 4096;

    private TalkingJvm() {}

    /** Listens at a port of the loopback, and keeps as many MiB as it is told. */
    public static void main(String[] args) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
        server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        byte[][] kept = new byte[Integer.parseInt(args[1])][1 << 20];
        long next = System.nanoTime();
        for (long i = 0; ; ) {
            selector.select(PAUSE_MILLIS);
            for (SelectionKey key : selector.selectedKeys()) {
                serve(key);
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() - next > 0) {
                System.out.println(i);
                kept[(int) (i % kept.length)][0]++;
                i++;
                next = System.nanoTime() + PAUSE_MILLIS * 1_000_000;
            }
        }
    }

    private static void serve(SelectionKey key) throws IOException {
        if (key.channel() instanceof ServerSocketChannel server) {
            server.accept().configureBlocking(false).register(key.selector(), SelectionKey.OP_READ);
            return;
        }
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        if (channel.read(buffer) < 0) {
            channel.close();
            return;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
