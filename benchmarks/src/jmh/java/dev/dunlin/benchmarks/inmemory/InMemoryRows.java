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
import java.util.List;

/** The comparisons within one process. */
public final class InMemoryRows {

    /** The same for every peer. */
    private static final List<String> FLAGS = JvmFlags.touchedHeap(8_000);

    private static final String BLOCKING = "LMAX Disruptor, blocking";
    private static final String YIELDING = "LMAX Disruptor, yielding";

    /** Who takes part, in the order of their turns. */
    private enum Peer {
        DUNLIN(
                "dunlin",
                "Dunlin",
                "defaults, TTL " + DunlinBus.TTL.toSeconds()
                        + " s, half of the heap, subscribers with callbacks and Overload.BLOCK at 65,536"
                        + " messages"),
        DUNLIN_UNBOUND("dunlin-unbound", "Dunlin, unbound", "the same, but subscribers without a bound, as by default"),
        DUNLIN_16("dunlin-16", "Dunlin, publishAll of 16", "the same, published 16 at a time"),
        DISRUPTOR_BLOCKING(
                "disruptor-blocking", BLOCKING, "4.0.0, ring of 65,536, BlockingWaitStrategy; keeps nothing"),
        DISRUPTOR_YIELDING(
                "disruptor-yielding", YIELDING, "4.0.0, ring of 65,536, YieldingWaitStrategy; keeps nothing"),
        SUBMISSION(
                "submission",
                "SubmissionPublisher",
                "of the JDK, buffers of 65,536, a thread for each subscriber; keeps nothing");

        private final String bus;
        private final String label;
        private final String setting;

        Peer(String bus, String label, String setting) {
            this.bus = bus;
            this.label = label;
            this.setting = setting;
        }

        Cell cell(Launch launch) {
            return new Cell(label, setting, launch);
        }

        Cell cell(String suffix, Launch launch) {
            return new Cell(label + suffix, setting, launch);
        }
    }

    private InMemoryRows() {}

    /** In the order in which they are run. */
    public static List<Row> all() {
        return List.of(
                throughput(1, 1, "shared"),
                throughput(1, 3, "shared"),
                throughput(4, 1, "shared"),
                throughput(4, 3, "shared"),
                throughput(1, 3, "fresh"),
                publishCost("paced", "one publish every 100 µs"),
                publishCost("bursts", "bursts of 1,000 at full speed"),
                publishPath(),
                idleCost());
    }

    private static Row throughput(int publishers, int subscribers, String payloads) {
        boolean fresh = payloads.equals("fresh");
        List<Cell> cells = new ArrayList<>();
        for (Peer peer : List.of(
                Peer.DUNLIN, Peer.DUNLIN_16, Peer.DISRUPTOR_BLOCKING, Peer.DISRUPTOR_YIELDING, Peer.SUBMISSION)) {
            cells.add(peer.cell((plan, log) -> Child.measure(
                    log,
                    FLAGS,
                    Throughput.class,
                    peer.bus,
                    publishers,
                    subscribers,
                    payloads,
                    plan.warmUp().toMillis(),
                    plan.window().toMillis())));
        }
        return new Row(
                "in-memory-" + publishers + "-" + subscribers + (fresh ? "-fresh" : ""),
                "one process, 64-byte messages by reference, " + publishers + " → " + subscribers
                        + (fresh ? ", each message an array of its own" : "") + ", " + String.join(" ", FLAGS),
                "messages/s",
                Better.HIGHER,
                cells,
                List.of(BLOCKING, YIELDING));
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
                                peer.bus,
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
                    idle(peer.bus, plan.window().toMillis(), plan.idle().toMillis(), log)));
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
