package dev.dunlin.benchmarks.overtcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** A connection without a library: blocking, with large buffers. */
final class BareSocket {

    /** What a thread does with what it reads, until the connection ends. */
    @FunctionalInterface
    interface Reader {

        /** Reads; returns never, or by an exception. */
        void read(BareInput input) throws IOException;
    }

    private final SocketChannel channel;
    private final BareInput input;
    private final BareOutput output;

    BareSocket(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        input = new BareInput(channel);
        output = new BareOutput(channel);
    }

    BareInput input() {
        return input;
    }

    BareOutput output() {
        return output;
    }

    /** Leaves the reading to a thread; what goes wrong there ends the process. */
    void readOn(Reader reader) {
        Thread thread = new Thread(
                () -> {
                    try {
                        reader.read(input);
                    } catch (IOException e) {
                        throw new IllegalStateException("the connection to " + channel + " is lost", e);
                    }
                },
                "reader");
        thread.setDaemon(true);
        thread.start();
    }
}
