package dev.dunlin.transport.netty;

import dev.dunlin.transport.netty.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A client that speaks bytes: a plain socket, generated code, and no manners. */
final class RawPeer implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;

    RawPeer(URI address) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A frame as it stands on the wire. */
    static byte[] bytes(Wire.Frame frame) {
        byte[] body = frame.toByteArray();
        return ByteBuffer.allocate(4 + body.length)
                .putInt(body.length)
                .put(body)
                .array();
    }

    static byte[] ping(long token) {
        return bytes(Wire.Frame.newBuilder()
                .setPing(Wire.Ping.newBuilder().setToken(token))
                .build());
    }

    void send(byte[]... all) throws IOException {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (byte[] bytes : all) {
            together.write(bytes);
        }
        socket.getOutputStream().write(together.toByteArray());
    }

    void sendOneByOne(byte[] bytes) throws IOException {
        for (byte b : bytes) {
            socket.getOutputStream().write(b);
        }
    }

    /** Ends this half of the stream; the other goes on. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Breaks the connection off, as a process that is killed with bytes unread. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    Wire.Frame read() throws IOException {
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return Wire.Frame.parseFrom(body);
    }

    /** Reads to the end of the stream. */
    List<Wire.Frame> readAll() throws IOException {
        List<Wire.Frame> frames = new ArrayList<>();
        while (true) {
            try {
                frames.add(read());
            } catch (EOFException e) {
                return frames;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
