package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.JvmFlags;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The comparisons over loopback TCP. */
public final class TcpRows {

    private static final int PAYLOAD_BYTES = 128;
    private static final List<String> SERVER_FLAGS = JvmFlags.touchedHeap(4_000);
    private static final String NATS = "NATS core, jnats";

    private TcpRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(throughput(1), throughput(3));
    }

    private static Row throughput(int subscribers) {
        return new Row(
                "tcp-1-" + subscribers,
                "three processes over loopback TCP, " + PAYLOAD_BYTES + "-byte messages, 1 → " + subscribers,
                "messages/s",
                Better.HIGHER,
                List.of(
                        new Cell(
                                "Dunlin",
                                "acknowledged, every acknowledgement looked at; kept for "
                                        + ServerProcess.TTL.toSeconds()
                                        + " s, in at most half of the heap; Overload.BLOCK at 8 MiB; server "
                                        + String.join(" ", SERVER_FLAGS),
                                new TcpLaunch(TcpRows::dunlin, "dunlin", subscribers, PAYLOAD_BYTES)),
                        new Cell(
                                NATS,
                                "nats-server of Debian, jnats 2.26.2; neither acknowledged nor kept; max_pending 4 GiB so"
                                        + " that no subscriber is cut off",
                                new TcpLaunch(NatsServer::start, "nats", subscribers, PAYLOAD_BYTES))),
                List.of(NATS));
    }

    private static Child dunlin(int port, Path log) throws IOException, InterruptedException {
        Child server = Child.java(log, SERVER_FLAGS, ServerProcess.class, port);
        try {
            server.hear("ready");
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }
}
