package dev.dunlin.criu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ports of the loopback. */
final class Ports {

    private static final int TIMEOUT_MILLIS = 20_000;

    private Ports() {}

    /** One that nobody listens at. */
    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    /** Says a byte, and hears it again. */
    static void talk(Socket socket, int word) throws IOException {
        socket.getOutputStream().write(word);
        int heard = socket.getInputStream().read();
        if (heard != word) {
            throw new AssertionError("said " + word + ", heard " + heard);
        }
    }
}
