package dev.dunlin.survival;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A way to a server over loopback that can be cut after any byte, or unplugged, so that neither end learns of it. */
final class Cable implements AutoCloseable {

    private final ServerSocket door;
    private final InetSocketAddress server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** How many bytes may pass until everything is cut. */
    private final AtomicLong bytesLeft = new AtomicLong(Long.MAX_VALUE);

    private volatile boolean unplugged;
    private volatile int unpluggedUntil;
    private volatile int connections;

    Cable(URI server) throws IOException {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("door", this::accept);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "cable " + name);
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "tcp://127.0.0.1:" + door.getLocalPort();
    }

    /** How many connections have been made through it. */
    int connections() {
        return connections;
    }

    /** Cuts all connections when so many more bytes have passed, in both directions together. */
    void cutAfter(long bytes) {
        bytesLeft.set(bytes);
    }

    /** From now on nothing passes over the connections that there are; new ones may be made. */
    void unplug() {
        unpluggedUntil = connections;
        unplugged = true;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket far = new Socket();
                far.connect(server);
                sockets.add(client);
                sockets.add(far);
                @SuppressWarnings("NonAtomicVolatileUpdate") // one thread accepts
                int number = ++connections;
                start("to server", () -> pass(client, far, number));
                start("to client", () -> pass(far, client, number));
            } catch (IOException e) {
                // Closed, or the server was not there: the next attempt may find it.
            }
        }
    }

    private void pass(Socket from, Socket to, int number) {
        byte[] buffer = new byte[4096];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (unplugged && number <= unpluggedUntil) {
                    continue;
                }
                long left = bytesLeft.addAndGet(-count);
                if (left <= 0) {
                    out.write(buffer, 0, (int) Math.max(0, count + left));
                    cut();
                    return;
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // The other side has hung up, or was cut.
            return;
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    /** Ends all connections with a reset. */
    private void cut() {
        bytesLeft.set(Long.MAX_VALUE);
        for (Socket socket : sockets) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // Closed already.
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}
