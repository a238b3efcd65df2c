package dev.dunlin.criu.move;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands between two on loopback, and cuts each connection after so many bytes of the one who has connected. */
final class Cutter implements AutoCloseable {

    private final ServerSocket server;
    private final URI to;
    private final Queue<Integer> cuts;

    /** Creates one; when the cuts are used up, connections are left whole. */
    Cutter(URI to, List<Integer> cuts) {
        this.to = to;
        this.cuts = new ConcurrentLinkedQueue<>(cuts);
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    URI address() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    int left() {
        return cuts.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Socket far = new Socket(to.getHost(), to.getPort());
                Integer cut = cuts.poll();
                daemon(() -> pump(near, far, cut == null ? Long.MAX_VALUE : cut));
                daemon(() -> pump(far, near, Long.MAX_VALUE));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void pump(Socket from, Socket into, long bytes) {
        long left = bytes;
        byte[] buffer = new byte[8192];
        try (from;
                into) {
            InputStream in = from.getInputStream();
            OutputStream out = into.getOutputStream();
            while (left > 0) {
                int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (got < 0) {
                    return;
                }
                out.write(buffer, 0, got);
                left -= got;
            }
        } catch (IOException e) {
            // One of them has gone: so does the other.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "cutter");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
