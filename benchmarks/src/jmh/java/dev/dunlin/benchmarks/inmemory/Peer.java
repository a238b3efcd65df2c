package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.Cell;
import dev.dunlin.benchmarks.Launch;

/** Who takes part within one process, in the order of their turns. */
enum Peer {
    DUNLIN(
            "dunlin",
            "Dunlin",
            "defaults, TTL " + DunlinBus.TTL.toSeconds()
                    + " s, half of the heap, subscribers with callbacks and Overload.BLOCK at 65,536"
                    + " messages"),
    DUNLIN_UNBOUND("dunlin-unbound", "Dunlin, unbound", "the same, but subscribers without a bound, as by default"),
    DUNLIN_16("dunlin-16", "Dunlin, publishAll of 16", "the same, published 16 at a time"),
    DISRUPTOR_BLOCKING(
            "disruptor-blocking",
            "LMAX Disruptor, blocking",
            "4.0.0, ring of 65,536, BlockingWaitStrategy; keeps nothing"),
    DISRUPTOR_YIELDING(
            "disruptor-yielding",
            "LMAX Disruptor, yielding",
            "4.0.0, ring of 65,536, YieldingWaitStrategy; keeps nothing"),
    AERON(
            "aeron",
            "Aeron IPC",
            "1.51.0, media driver in the process, ThreadingMode.SHARED, tryClaim, terms of 16 MiB in shared memory, window of"
                    + " 65,536 messages, YieldingIdleStrategy; copies"),
    SUBMISSION(
            "submission",
            "SubmissionPublisher",
            "of the JDK, buffers of 65,536, a thread for each subscriber; keeps nothing"),
    REACTOR(
            "reactor",
            "Reactor",
            "reactor-core 3.8.7, Sinks.unsafe().many().multicast(), several publishers by a lock, publishOn with a thread and"
                    + " a queue of 65,536 for each subscriber; keeps nothing"),
    VERTX(
            "vertx",
            "Vert.x event bus",
            "5.0.7, local, a verticle and an event loop for each subscriber, payloads by reference; publishers wait where the"
                    + " slowest is 65,536 behind; keeps nothing"),
    DIRECT("direct", "plain loop", "the limit: the publisher's own thread calls each subscriber; hands nothing over");

    private final String bus;
    private final String label;
    private final String setting;

    Peer(String bus, String label, String setting) {
        this.bus = bus;
        this.label = label;
        this.setting = setting;
    }

    /** What {@link Bus#open} knows it by. */
    String bus() {
        return bus;
    }

    /** What the table calls it. */
    String label() {
        return label;
    }

    Cell cell(Launch launch) {
        return new Cell(label, setting, launch);
    }

    Cell cell(String suffix, Launch launch) {
        return new Cell(label + suffix, setting, launch);
    }
}
