package dev.dunlin.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The program {@code redis-server}, if it is on this machine. It writes nothing to disk. */
public final class RedisServer {

    private RedisServer() {}

    /**
     * Starts it. A subscriber may fall behind by 4 GiB, so that none is cut off.
     *
     * @param port of the loopback address
     * @param log where its diagnostics go
     * @return once it listens
     * @throws MissingPeerException if it is not on this machine
     * @throws IOException if it does not start
     * @throws InterruptedException if the wait was interrupted
     */
    public static Child start(int port, Path log) throws IOException, InterruptedException {
        List<String> arguments = List.of(
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--save",
                "",
                "--appendonly",
                "no",
                "--client-output-buffer-limit",
                "pubsub 4gb 4gb 60");
        return Program.start("redis-server", port, log, arguments);
    }
}
