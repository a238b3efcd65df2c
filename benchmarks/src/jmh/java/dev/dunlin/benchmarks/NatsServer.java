package dev.dunlin.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        return Program.start(
                "nats-server",
                port,
                log,
                List.of("-a", "127.0.0.1", "-p", Integer.toString(port), "-c", configuration.toString()));
    }
}
