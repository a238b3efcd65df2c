package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.benchmarks.load.Publishers;
import dev.dunlin.benchmarks.load.Sender;
import dev.dunlin.benchmarks.load.Tally;
import dev.dunlin.benchmarks.load.Usage;
import dev.dunlin.benchmarks.load.WarmUp;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Messages a second: from the first publish of a window until every subscriber has taken the last.
 *
 * <p>Arguments: bus, publishers, subscribers, shared or fresh payloads, a lap of the warming up and the window in milliseconds.
 */
final class Throughput {

    private static final int PAYLOAD_BYTES = 64;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private Throughput() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int publishers = Integer.parseInt(arguments[1]);
        List<Meter> meters = Stream.generate(Meter::new)
                .limit(Integer.parseInt(arguments[2]))
                .toList();
        Payloads payloads = new Payloads(PAYLOAD_BYTES, arguments[3].equals("fresh"), 1);
        Duration lap = Duration.ofMillis(Long.parseLong(arguments[4]));
        Duration window = Duration.ofMillis(Long.parseLong(arguments[5]));
        try (Bus bus = Bus.open(arguments[0], publishers, meters)) {
            List<Sender> senders =
                    IntStream.range(0, publishers).mapToObj(i -> bus.sender()).toList();
            try (Publishers threads = new Publishers(payloads, senders)) {
                Traffic traffic = new Traffic(threads, meters);
                WarmUp.of(() -> traffic.run(lap));
                long before = traffic.published;
                Usage start = Usage.now();
                double unused = traffic.run(window);
                report(traffic.published - before, start.since(), bus.notes());
            } catch (IllegalStateException e) {
                throw new IllegalStateException(e.getMessage() + "; " + bus.describe(), e);
            }
        }
    }

    /** What goes from the publishers to the subscribers. */
    private static final class Traffic {
        private final Publishers publishers;
        private final List<Meter> meters;

        /** In all. */
        private long published;

        Traffic(Publishers publishers, List<Meter> meters) {
            this.publishers = publishers;
            this.meters = meters;
        }

        /** Publishes for a while, and waits until all has come. Gives messages a second. */
        double run(Duration span) throws InterruptedException {
            long before = published;
            long start = System.nanoTime();
            Tally all = publishers.run(span);
            Meter.awaitAll(meters, all, PATIENCE_NANOS);
            published = all.count();
            return (published - before) * 1e9 / (System.nanoTime() - start);
        }
    }

    private static void report(long messages, Usage usage, Map<String, Double> counted) {
        Map<String, Double> notes = new TreeMap<>(counted);
        notes.put("CPU ns a message", (double) usage.cpuNanos() / messages);
        notes.put("GC % of the time", usage.pausedPercent());
        Child.result(new Outcome.Measured(messages / usage.seconds(), notes));
    }
}
