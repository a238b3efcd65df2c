package dev.dunlin.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The program {@code nats-server}, if it is on this machine. */
public final class NatsServer {

    /*
     * NATS core cuts a subscriber off that falls behind. So that no message is lost here, it may fall behind by more than
     * is sent in any window.
     */
    private static final String CORE = """
            max_pending: 4294967296
            write_deadline: "60s"
            """;

    private static final String JET_STREAM = """
            jetstream {
              store_dir: "%s"
              max_memory_store: 4294967296
            }
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;

    private NatsServer() {}

    /**
     * Starts NATS core, which keeps nothing.
     *
     * @param port of the loopback address
     * @param log where its diagnostics go; its configuration is put beside it
     * @return once it listens
     * @throws MissingPeerException if it is not on this machine
     * @throws IOException if it does not start
     * @throws InterruptedException if the wait was interrupted
     */
    public static Child start(int port, Path log) throws IOException, InterruptedException {
        return start(port, log, "nats-server.conf", CORE);
    }

    /**
     * Starts one with JetStream, which may keep 4 GiB in memory. Otherwise as {@link #start(int, Path)}.
     *
     * @param port of the loopback address
     * @param log where its diagnostics go; its configuration and its folder are put beside it
     * @return once it listens
     * @throws MissingPeerException if it is not on this machine
     * @throws IOException if it does not start
     * @throws InterruptedException if the wait was interrupted
     */
    public static Child startJetStream(int port, Path log) throws IOException, InterruptedException {
        Path folder = log.toAbsolutePath().resolveSibling("jetstream");
        return start(port, log, "nats-server-jetstream.conf", CORE + JET_STREAM.formatted(folder));
    }

    private static Child start(int port, Path log, String name, String text) throws IOException, InterruptedException {
        Path configuration = log.resolveSibling(name);
        Files.createDirectories(log.toAbsolutePath().getParent());
        Files.writeString(configuration, text);
        Child server = Child.command(
                log,
                List.of(program(), "-a", "127.0.0.1", "-p", Integer.toString(port), "-c", configuration.toString()));
        try {
            awaitPort(server, port);
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private static String program() throws MissingPeerException {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, "nats-server"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() ->
                        new MissingPeerException("no nats-server on the path; on Debian: apt-get install nats-server"));
    }

    private static void awaitPort(Child server, int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                if (!server.isAlive() || System.nanoTime() - deadline > 0) {
                    throw new IOException("nats-server does not listen on port " + port, e);
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }
}
