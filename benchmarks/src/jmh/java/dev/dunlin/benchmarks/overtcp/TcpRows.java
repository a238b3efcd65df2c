package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The comparisons over loopback TCP. */
public final class TcpRows {

    /** How long messages of {@link #PAYLOAD_BYTES} are kept by those that keep them. */
    static final Duration TTL = Duration.ofSeconds(2);

    private static final int PAYLOAD_BYTES = 128;
    private static final int LARGE_PAYLOAD_BYTES = 16 << 10;

    /** So that as many large messages as come in this time fit half of the heap. */
    private static final Duration LARGE_TTL = Duration.ofMillis(500);

    /** Those that 1 → 1 does not show to be slower by far. */
    private static final List<TcpPeer> QUICK_ONES = List.of(
            TcpPeer.DUNLIN,
            TcpPeer.NATS_BARE,
            TcpPeer.NATS,
            TcpPeer.JET_STREAM,
            TcpPeer.REDIS,
            TcpPeer.RELAY,
            TcpPeer.RELAY_WITHOUT_LOG);

    private TcpRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(
                throughput(1, List.of(TcpPeer.values())),
                throughput(3, QUICK_ONES),
                large(),
                latency(10),
                latency(50),
                payloads());
    }

    private static Row throughput(int subscribers, List<TcpPeer> peers) {
        return new Row(
                "tcp-1-" + subscribers,
                "three processes over loopback TCP, " + PAYLOAD_BYTES + "-byte messages, 1 → " + subscribers,
                "messages/s",
                Better.HIGHER,
                peers.stream()
                        .map(peer -> peer.throughput(subscribers, PAYLOAD_BYTES, TTL))
                        .toList(),
                peers.stream()
                        .filter(peer -> peer != TcpPeer.DUNLIN)
                        .map(TcpPeer::label)
                        .toList());
    }

    private static Row large() {
        return new Row(
                "tcp-16k",
                "three processes over loopback TCP, 16-KiB messages, 1 → 1",
                "messages/s",
                Better.HIGHER,
                Stream.of(TcpPeer.DUNLIN, TcpPeer.NATS_BARE, TcpPeer.REDIS, TcpPeer.RELAY, TcpPeer.RELAY_WITHOUT_LOG)
                        .map(peer -> peer.throughput(1, LARGE_PAYLOAD_BYTES, LARGE_TTL))
                        .toList(),
                labels(TcpPeer.NATS_BARE, TcpPeer.REDIS, TcpPeer.RELAY));
    }

    private static Row latency(int thousandPerSecond) {
        int perSecond = thousandPerSecond * 1_000;
        return new Row(
                "tcp-latency-" + thousandPerSecond + "k",
                "from when a message is due at a publishing process until a subscribing process takes it, over loopback TCP, "
                        + PAYLOAD_BYTES + "-byte messages, " + perSecond + "/s",
                "p50 µs",
                Better.LOWER,
                Stream.of(TcpPeer.DUNLIN, TcpPeer.NATS)
                        .map(peer -> peer.latency(perSecond, PAYLOAD_BYTES, TTL))
                        .toList(),
                labels(TcpPeer.NATS));
    }

    private static Row payloads() {
        return new Row(
                "growth-payload",
                "three processes over loopback TCP, 1 → 1, by the length of a message",
                "messages/s",
                Better.HIGHER,
                Stream.of(TcpPeer.DUNLIN, TcpPeer.RELAY)
                        .flatMap(peer -> IntStream.of(128, 1_024, 4_096, LARGE_PAYLOAD_BYTES)
                                .mapToObj(bytes -> peer.throughput(1, bytes, LARGE_TTL)
                                        .labelled(peer.label() + ", " + bytes + " bytes")
                                        .at("bytes", peer.label(), bytes)))
                        .toList(),
                List.of());
    }

    private static List<String> labels(TcpPeer... peers) {
        return Stream.of(peers).map(TcpPeer::label).toList();
    }
}
