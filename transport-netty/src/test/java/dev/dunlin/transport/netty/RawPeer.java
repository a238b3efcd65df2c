package dev.dunlin.transport.netty;

import dev.dunlin.transport.Frame;
import dev.dunlin.transport.netty.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A client that speaks bytes: a plain socket, generated code, and no manners. */
final class RawPeer implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;

    /** Little, so that a server soon learns that nobody reads. */
    private static final int RECEIVE_BYTES = 64 << 10;

    private final Socket socket;
    private final DataInputStream in;

    RawPeer(URI address) {
        this(address, "127.0.0.1");
    }

    /**
     * Connects from an address of this machine.
     *
     * @param from one of those that begin with 127
     */
    RawPeer(URI address, String from) {
        try {
            socket = new Socket();
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.setReceiveBufferSize(RECEIVE_BYTES);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
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

    /** The same, of a frame of core's. */
    static byte[] bytes(Frame frame) {
        ByteBuf buffer = Unpooled.buffer();
        FrameEncoder.write(FrameEncoder.measure(frame, Integer.MAX_VALUE), buffer);
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        buffer.release();
        return bytes;
    }

    /** What a client says first. */
    static byte[] hello() {
        return bytes(new Frame.Hello(Frame.VERSION, Frame.VERSION, "raw", 7));
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

    /** Sends as much as the server takes before it closes; gives whether that was all. */
    boolean trySend(byte[]... all) {
        try {
            send(all);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until the server closes its half, or breaks the connection off; what it says is not looked at. */
    void awaitEnd() {
        try {
            socket.shutdownOutput();
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Broken off: that is an end too.
        }
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
