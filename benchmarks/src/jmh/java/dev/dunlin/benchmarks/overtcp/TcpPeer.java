package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.JvmFlags;
import dev.dunlin.benchmarks.NatsServer;
import dev.dunlin.benchmarks.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Who takes part over TCP, in the order of their turns. */
enum TcpPeer {
    DUNLIN(
            "Dunlin",
            "dunlin",
            "acknowledged, every acknowledgement looked at; kept, in at most half of the heap; Overload.BLOCK at 8 MiB"),
    NATS_BARE(
            "NATS core, bare client",
            "nats-bare",
            "nats-server of Debian, its protocol on a blocking connection without a library; neither acknowledged nor kept;"
                    + " max_pending 4 GiB so that no subscriber is cut off"),
    NATS("NATS core, jnats", "nats", "the same through jnats 2.26.2"),
    JET_STREAM(
            "NATS JetStream, jnats",
            "jetstream",
            "nats-server of Debian, jnats 2.26.2; published asynchronously, every acknowledgement looked at; kept in memory;"
                    + " push consumers without acknowledgement"),
    REDIS(
            "Redis pub/sub, bare client",
            "redis",
            "redis-server of Debian, pipelined on a blocking connection without a library, every answer looked at; not kept;"
                    + " output buffer 4 GiB so that no subscriber is cut off"),
    REDIS_STREAM(
            "Redis Streams, bare client",
            "redis-stream",
            "redis-server of Debian, XADD pipelined, every answer looked at; about 1,000,000 messages kept; XREAD of up to"
                    + " 1,000"),
    ARTEMIS(
            "ActiveMQ Artemis, embedded",
            "artemis",
            "2.50.0 in memory, core client; not durable, sent without waiting, expiring after a minute; acknowledged by"
                    + " subscribers a megabyte at a time"),
    GRPC(
            "grpc-java, streams",
            "grpc",
            "1.85.1, one stream in, one out for each subscriber, direct executors, bytes without protobuf; neither acknowledged"
                    + " nor kept"),
    RELAY(
            "bare Netty relay, with a log",
            "relay",
            "a limit: Netty 4.2, NIO, one event loop; kept, one copy and an index; batches of 32 KiB; no topics, no"
                    + " acknowledgements, no policies"),
    RELAY_WITHOUT_LOG("bare Netty relay", "relay", "a limit: the same, and keeps nothing"),
    RELAY_EPOLL("bare Netty relay, epoll", "relay", "a limit: the same through epoll, and keeps nothing");

    private static final List<String> SERVER_FLAGS = JvmFlags.touchedHeap(4_000);

    private final String label;
    private final String wire;
    private final String setting;

    TcpPeer(String label, String wire, String setting) {
        this.label = label;
        this.wire = wire;
        this.setting = setting;
    }

    /** What the table calls it. */
    String label() {
        return label;
    }

    /** What {@link Wire#of} knows it by. */
    String wire() {
        return wire;
    }

    /** Its messages a second to so many subscribers, where it keeps them for a time. */
    Cell throughput(int subscribers, int payloadBytes, Duration ttl) {
        return new Cell(label, setting(ttl), new TcpLaunch(server(ttl), wire, subscribers, payloadBytes));
    }

    /** How long its messages take at a rate, where it keeps them for a time. */
    Cell latency(int perSecond, int payloadBytes, Duration ttl) {
        return new Cell(label, setting(ttl), new LatencyLaunch(server(ttl), wire, perSecond, payloadBytes));
    }

    private String setting(Duration ttl) {
        String kept = setting.replaceFirst("(?<!not |nor )kept", "kept for " + ttl.toMillis() + " ms");
        return switch (this) {
            case DUNLIN, RELAY, ARTEMIS, GRPC -> kept + "; server " + String.join(" ", SERVER_FLAGS);
            case REDIS_STREAM -> setting;
            default -> kept;
        };
    }

    private TcpLaunch.Server server(Duration ttl) {
        return switch (this) {
            case DUNLIN -> (port, log) -> java(ServerProcess.class, log, port, ttl.toMillis());
            case NATS, NATS_BARE -> NatsServer::start;
            case JET_STREAM -> NatsServer::startJetStream;
            case REDIS, REDIS_STREAM -> RedisServer::start;
            case ARTEMIS -> (port, log) -> java(ArtemisProcess.class, log, port);
            case GRPC -> (port, log) -> java(GrpcProcess.class, log, port);
            case RELAY -> (port, log) -> java(RelayProcess.class, log, port, ttl.toMillis(), "nio");
            case RELAY_WITHOUT_LOG -> (port, log) -> java(RelayProcess.class, log, port, 0, "nio");
            case RELAY_EPOLL -> (port, log) -> java(RelayProcess.class, log, port, 0, "epoll");
        };
    }

    private static Child java(Class<?> main, Path log, Object... arguments) throws IOException, InterruptedException {
        Child server = Child.java(log, SERVER_FLAGS, main, arguments);
        try {
            server.hear("ready");
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }
}
