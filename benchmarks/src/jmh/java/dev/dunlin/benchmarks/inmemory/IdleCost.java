package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.benchmarks.load.Publishers;
import dev.dunlin.benchmarks.load.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The share of one core, in percent, that the process takes while nothing is published: after a time of activity, and five
 * seconds later so that the compiler is done and messages have expired.
 *
 * <p>Arguments: bus or "none", subscribers, time of activity and of idleness in milliseconds.
 */
final class IdleCost {

    private static final int PAYLOAD_BYTES = 64;
    private static final long SETTLE_MILLIS = 5_000;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private IdleCost() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<Meter> meters = Stream.generate(Meter::new)
                .limit(Integer.parseInt(arguments[1]))
                .toList();
        Duration activity = Duration.ofMillis(Long.parseLong(arguments[2]));
        long idleMillis = Long.parseLong(arguments[3]);
        if (arguments[0].equals("none")) {
            watch(idleMillis);
            return;
        }
        try (Bus bus = Bus.open(arguments[0], 1, meters);
                Publishers publishers = new Publishers(new Payloads(PAYLOAD_BYTES, false, 1), List.of(bus.sender()))) {
            Meter.awaitAll(meters, publishers.run(activity), PATIENCE_NANOS);
            watch(idleMillis);
        }
    }

    private static void watch(long idleMillis) throws InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
        Usage start = Usage.now();
        Thread.sleep(idleMillis);
        Child.result(new Outcome.Measured(start.since().cpuPercent(), Map.of()));
    }
}
