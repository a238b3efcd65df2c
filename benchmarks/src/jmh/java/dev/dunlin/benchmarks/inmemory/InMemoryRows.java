package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.JvmFlags;
import dev.dunlin.benchmarks.Launch;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.Row;
import dev.dunlin.benchmarks.Row.Better;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The comparisons within one process. */
public final class InMemoryRows {

    /** The same for every peer. */
    private static final List<String> FLAGS = JvmFlags.touchedHeap(8_000);

    private static final String BLOCKING = Peer.DISRUPTOR_BLOCKING.label();
    private static final String YIELDING = Peer.DISRUPTOR_YIELDING.label();
    private static final int LATENCY_PER_SECOND = 100_000;

    /** One process is warm sooner than three. */
    private static final int LAPS_A_LAP = 2;

    /** A percentile is that of what is compiled, and there are a hundred times as many below it. */
    private static final int LATENCY_FACTOR = 3;

    private InMemoryRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(
                throughput(1, 1, "shared"),
                throughput(1, 3, "shared"),
                throughput(4, 1, "shared"),
                throughput(4, 3, "shared"),
                throughput(1, 3, "fresh"),
                latency(),
                ttl(),
                publishCost("paced", "one publish every 100 µs"),
                publishCost("bursts", "bursts of 1,000 at full speed every 2 ms"),
                publishPath(),
                publishers(),
                subscribers(),
                idleCost());
    }

    private static Row throughput(int publishers, int subscribers, String payloads) {
        boolean fresh = payloads.equals("fresh");
        List<Peer> peers = new ArrayList<>(List.of(
                Peer.DUNLIN, Peer.DUNLIN_16, Peer.DISRUPTOR_BLOCKING, Peer.DISRUPTOR_YIELDING, Peer.SUBMISSION));
        List<String> references = new ArrayList<>(List.of(BLOCKING, YIELDING));
        if (!fresh) {
            peers.addAll(List.of(Peer.AERON, Peer.REACTOR, Peer.VERTX));
            references.addAll(List.of(Peer.AERON.label(), Peer.REACTOR.label(), Peer.VERTX.label()));
            if (publishers == 1) {
                peers.add(Peer.DIRECT);
                references.add(Peer.DIRECT.label());
            }
        }
        return new Row(
                "in-memory-" + publishers + "-" + subscribers + (fresh ? "-fresh" : ""),
                "one process, 64-byte messages by reference, " + publishers + " → " + subscribers
                        + (fresh ? ", each message an array of its own" : "") + ", " + String.join(" ", FLAGS),
                "messages/s",
                Better.HIGHER,
                peers.stream()
                        .map(peer -> peer.cell(throughput(peer, publishers, subscribers, payloads)))
                        .toList(),
                references);
    }

    /** Messages a second through a peer. */
    static Launch throughput(Peer peer, int publishers, int subscribers, String payloads) {
        return (plan, log) -> Child.measure(
                log,
                FLAGS,
                Throughput.class,
                peer.bus(),
                publishers,
                subscribers,
                payloads,
                plan.lap().toMillis() / LAPS_A_LAP,
                plan.window().toMillis());
    }

    private static Row latency() {
        return new Row(
                "in-memory-latency",
                "from when a message is due until the subscriber takes it, one process, 64-byte messages, 1 → 1, "
                        + LATENCY_PER_SECOND + "/s",
                "p50 µs",
                Better.LOWER,
                Stream.of(Peer.DUNLIN, Peer.DISRUPTOR_BLOCKING, Peer.DISRUPTOR_YIELDING)
                        .map(peer -> peer.cell((plan, log) -> Child.measure(
                                log,
                                FLAGS,
                                Latency.class,
                                peer.bus(),
                                LATENCY_PER_SECOND,
                                LATENCY_FACTOR * plan.warmUp().toMillis(),
                                LATENCY_FACTOR * plan.window().toMillis())))
                        .toList(),
                List.of(BLOCKING));
    }

    private static Row ttl() {
        return new Row(
                "ttl",
                "one process, 64-byte messages by reference, 1 → 1, by how long messages live",
                "messages/s",
                Better.HIGHER,
                Arrays.stream(Lives.values())
                        .map(lives -> new Cell(
                                        lives.label(),
                                        lives.setting(),
                                        (plan, log) -> Child.measure(
                                                log,
                                                FLAGS,
                                                LivesRun.class,
                                                lives,
                                                plan.warmUp().toMillis(),
                                                plan.window().toMillis()))
                                .at("different times to live", "Dunlin", lives.different()))
                        .toList(),
                List.of(Lives.FOREVER.label()));
    }

    private static Row publishers() {
        return new Row(
                "growth-publishers",
                "one process, 64-byte messages by reference, one subscriber, by how many threads publish",
                "messages/s",
                Better.HIGHER,
                Stream.of(Peer.DUNLIN, Peer.DISRUPTOR_BLOCKING)
                        .flatMap(peer -> IntStream.of(1, 2, 4, 8)
                                .mapToObj(count -> peer.cell(" ← " + count, throughput(peer, count, 1, "shared"))
                                        .at("publishers", peer.label(), count)))
                        .toList(),
                List.of(Peer.DUNLIN.label() + " ← 1", BLOCKING + " ← 1"));
    }

    private static Row subscribers() {
        return new Row(
                "growth-subscribers",
                "time inside one publish, all subscribers caught up and idle, by how many there are",
                "ns (median)",
                Better.LOWER,
                IntStream.of(1, 100, 10_000, 100_000)
                        .mapToObj(count -> Peer.DUNLIN_UNBOUND
                                .cell(
                                        " → " + count,
                                        (plan, log) -> Child.measure(
                                                log,
                                                FLAGS,
                                                Crowd.class,
                                                count,
                                                plan.warmUp().toMillis(),
                                                plan.window().toMillis()))
                                .at("subscribers", Peer.DUNLIN.label(), count))
                        .toList(),
                List.of(Peer.DUNLIN_UNBOUND.label() + " → 1"));
    }

    private static Row publishCost(String mode, String how) {
        List<Cell> cells = new ArrayList<>();
        for (Peer peer : List.of(Peer.DUNLIN_UNBOUND, Peer.DUNLIN, Peer.DISRUPTOR_BLOCKING, Peer.SUBMISSION)) {
            for (int subscribers : new int[] {1, 100}) {
                cells.add(peer.cell(
                        " → " + subscribers,
                        (plan, log) -> Child.measure(
                                log,
                                FLAGS,
                                PublishCost.class,
                                peer.bus(),
                                subscribers,
                                mode,
                                plan.warmUp().toMillis(),
                                plan.window().toMillis())));
            }
        }
        return new Row(
                "publish-cost-" + mode,
                "time inside one publish, all subscribers caught up and idle, " + how,
                "ns (median)",
                Better.LOWER,
                cells,
                List.of("Dunlin, unbound → 1", BLOCKING + " → 1"));
    }

    private static Row publishPath() {
        String setting = "JMH 1.37, defaults, 262,144 messages into a new broker";
        return new Row(
                "publish-path",
                "the publish path alone, nobody subscribed",
                "ns a message",
                Better.LOWER,
                List.of(
                        jmh("Dunlin", "publish", setting),
                        jmh("Dunlin, own TTL", "publishOwnTtl", setting + "; 2 minutes for each message"),
                        jmh("Dunlin, publishAll of 16", "publishAll", setting),
                        jmh("LMAX Disruptor", "disruptor", "JMH 1.37, 4.0.0, ring of 65,536, many producers allowed")),
                List.of("LMAX Disruptor"));
    }

    private static Cell jmh(String label, String method, String setting) {
        return new Cell(
                label,
                setting,
                (plan, log) -> Child.measure(
                        log,
                        FLAGS,
                        JmhRun.class,
                        method,
                        plan.warmUp().toMillis(),
                        plan.window().toMillis()));
    }

    private static Row idleCost() {
        List<Cell> cells = new ArrayList<>();
        for (Peer peer : List.of(Peer.DUNLIN, Peer.DISRUPTOR_BLOCKING, Peer.DISRUPTOR_YIELDING, Peer.SUBMISSION)) {
            cells.add(peer.cell((plan, log) ->
                    idle(peer.bus(), plan.window().toMillis(), plan.idle().toMillis(), log)));
        }
        cells.add(new Cell(
                "an empty JVM",
                "the limit",
                (plan, log) ->
                        idle("none", plan.window().toMillis(), plan.idle().toMillis(), log)));
        return new Row(
                "idle-cpu",
                "processor time of an idle process with 3 subscribers, after activity",
                "% of a core",
                Better.LOWER,
                cells,
                List.of());
    }

    private static Outcome idle(String bus, long activityMillis, long idleMillis, Path log)
            throws IOException, InterruptedException {
        return Child.measure(log, FLAGS, IdleCost.class, bus, 3, activityMillis, idleMillis);
    }
}
