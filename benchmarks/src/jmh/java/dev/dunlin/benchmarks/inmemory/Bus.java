package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Sender;
import dev.dunlin.broker.SubscribeOptions;
import java.util.List;
import java.util.Map;

/** A peer in this process: every subscriber is given every message, and a full one holds publishers up. */
interface Bus extends AutoCloseable {

    /** How many messages may wait for a subscriber, in every bus alike, before publishers are held up. */
    int MAX_WAITING = 1 << 16;

    /** A way to publish for one thread. */
    Sender sender();

    /** What else it counted, by name. */
    default Map<String, Double> notes() {
        return Map.of();
    }

    /** Its state in words, for whoever has to find out why messages are missing. */
    default String describe() {
        return "";
    }

    @Override
    void close();

    /**
     * Opens a bus.
     *
     * @param name which: dunlin, dunlin-unbound, dunlin-16, disruptor-blocking, disruptor-yielding, submission,
     *     aeron, reactor, vertx, direct
     * @param publishers how many threads will publish
     * @param subscribers who is given every message
     */
    static Bus open(String name, int publishers, List<Meter> subscribers) {
        return switch (name) {
            case "dunlin" -> new DunlinBus(DunlinBus.BOUND, 1, subscribers);
            case "dunlin-unbound" -> new DunlinBus(SubscribeOptions.DEFAULT, 1, subscribers);
            case "dunlin-16" -> new DunlinBus(DunlinBus.BOUND, 16, subscribers);
            case "disruptor-blocking", "disruptor-yielding" ->
                new DisruptorBus(name.endsWith("yielding"), publishers, subscribers);
            case "submission" -> new SubmissionBus(subscribers);
            case "aeron" -> new AeronBus(publishers, subscribers);
            case "reactor" -> new ReactorBus(publishers, subscribers);
            case "vertx" -> new VertxBus(subscribers);
            case "direct" -> new DirectBus(publishers, subscribers);
            default -> throw new IllegalArgumentException("bus=\"" + name + "\": there is none of that name");
        };
    }
}
