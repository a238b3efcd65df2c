package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.JvmFlags;
import dev.dunlin.benchmarks.NatsServer;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The comparisons over loopback TCP. */
public final class TcpRows {

    private static final int PAYLOAD_BYTES = 128;
    private static final List<String> SERVER_FLAGS = JvmFlags.touchedHeap(4_000);
    private static final String KEPT = "kept for " + ServerProcess.TTL.toSeconds() + " s";
    private static final String DUNLIN_SETTING = "acknowledged, every acknowledgement looked at; " + KEPT
            + ", in at most half of the heap; Overload.BLOCK at 8 MiB; server " + String.join(" ", SERVER_FLAGS);
    private static final String NATS_SETTING = "nats-server of Debian, jnats 2.26.2; neither acknowledged nor kept;"
            + " max_pending 4 GiB so that no subscriber is cut off";
    private static final String NATS = "NATS core, jnats";
    private static final String JET_STREAM = "NATS JetStream, jnats";
    private static final String RELAY = "bare Netty relay";

    private TcpRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(throughput(1), throughput(3), latency(10), latency(50));
    }

    private static Row throughput(int subscribers) {
        return new Row(
                "tcp-1-" + subscribers,
                "three processes over loopback TCP, " + PAYLOAD_BYTES + "-byte messages, 1 → " + subscribers,
                "messages/s",
                Better.HIGHER,
                List.of(
                        new Cell("Dunlin", DUNLIN_SETTING, launch(TcpRows::dunlin, "dunlin", subscribers)),
                        new Cell(NATS, NATS_SETTING, launch(NatsServer::start, "nats", subscribers)),
                        new Cell(
                                JET_STREAM,
                                "nats-server of Debian, jnats 2.26.2; published asynchronously, every acknowledgement"
                                        + " looked at; " + KEPT + " in memory; push consumers without acknowledgement",
                                launch(NatsServer::startJetStream, "jetstream", subscribers)),
                        new Cell(
                                RELAY,
                                "the limit: Netty 4.2, NIO, one event loop; " + KEPT
                                        + ", one copy and an index; batches"
                                        + " of 32 KiB; no topics, no acknowledgements, no policies; server "
                                        + String.join(" ", SERVER_FLAGS),
                                launch(TcpRows::relay, "relay", subscribers))),
                List.of(NATS, JET_STREAM, RELAY));
    }

    private static TcpLaunch launch(TcpLaunch.Server server, String wire, int subscribers) {
        return new TcpLaunch(server, wire, subscribers, PAYLOAD_BYTES);
    }

    private static Row latency(int thousandPerSecond) {
        int perSecond = thousandPerSecond * 1_000;
        return new Row(
                "tcp-latency-" + thousandPerSecond + "k",
                "from when a message is due at a publishing process until a subscribing process takes it, over loopback TCP, "
                        + PAYLOAD_BYTES + "-byte messages, " + perSecond + "/s",
                "p50 µs",
                Better.LOWER,
                List.of(
                        new Cell(
                                "Dunlin",
                                DUNLIN_SETTING,
                                new LatencyLaunch(TcpRows::dunlin, "dunlin", perSecond, PAYLOAD_BYTES)),
                        new Cell(
                                NATS,
                                NATS_SETTING,
                                new LatencyLaunch(NatsServer::start, "nats", perSecond, PAYLOAD_BYTES))),
                List.of(NATS));
    }

    private static Child dunlin(int port, Path log) throws IOException, InterruptedException {
        return java(ServerProcess.class, port, log);
    }

    private static Child relay(int port, Path log) throws IOException, InterruptedException {
        return java(RelayProcess.class, port, log);
    }

    private static Child java(Class<?> main, int port, Path log) throws IOException, InterruptedException {
        Child server = Child.java(log, SERVER_FLAGS, main, port);
        try {
            server.hear("ready");
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }
}
