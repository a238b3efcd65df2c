package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Child;
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
final class NatsServer {

    /*
     * NATS core cuts a subscriber off that falls behind. So that no message is lost here, it may fall behind by more than
     * is sent in any window.
     */
    private static final String CONFIGURATION = """
            max_pending: 4294967296
            write_deadline: "60s"
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;

    private NatsServer() {}

    static Child start(int port, Path log) throws IOException, InterruptedException, TcpLaunch.MissingException {
        Path configuration = log.resolveSibling("nats-server.conf");
        Files.createDirectories(log.toAbsolutePath().getParent());
        Files.writeString(configuration, CONFIGURATION);
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

    private static String program() throws TcpLaunch.MissingException {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, "nats-server"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new TcpLaunch.MissingException(
                        "no nats-server on the path; on Debian: apt-get install nats-server"));
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
