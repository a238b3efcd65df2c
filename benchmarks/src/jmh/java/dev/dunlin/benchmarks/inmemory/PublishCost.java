package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.benchmarks.load.Sender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Nanoseconds that the publishing thread spends inside a publish while all subscribers are caught up and idle.
 *
 * <p>Paced: one publish every 100 µs, each timed by itself, the cost of asking for the time taken off. Bursts: {@value
 * #BURST} at full speed, timed together, every 2 ms: by then every subscriber has taken the last and has had time to fall
 * asleep.
 *
 * <p>Arguments: bus, subscribers, paced or bursts, warm-up and window in milliseconds.
 */
final class PublishCost {

    private static final int PAYLOAD_BYTES = 64;
    private static final int BURST = 1_000;
    private static final long PACE_NANOS = 100_000;
    private static final long PERIOD_NANOS = 2_000_000;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int CLOCK_READS = 100_000;

    private final Sender sender;
    private final List<Meter> meters;
    private final Payloads payloads = new Payloads(PAYLOAD_BYTES, false, 1);
    private long sent;

    private PublishCost(Sender sender, List<Meter> meters) {
        this.sender = sender;
        this.meters = meters;
    }

    public static void main(String[] arguments) {
        List<Meter> meters = Stream.generate(Meter::new)
                .limit(Integer.parseInt(arguments[1]))
                .toList();
        boolean paced = arguments[2].equals("paced");
        long warmUpNanos = Duration.ofMillis(Long.parseLong(arguments[3])).toNanos();
        long windowNanos = Duration.ofMillis(Long.parseLong(arguments[4])).toNanos();
        try (Bus bus = Bus.open(arguments[0], 1, meters)) {
            PublishCost cost = new PublishCost(bus.sender(), meters);
            Histogram unused = paced ? cost.pace(warmUpNanos) : cost.burst(warmUpNanos, 0);
            Histogram histogram = paced ? cost.pace(windowNanos) : cost.burst(windowNanos, PERIOD_NANOS);
            double scale = paced ? 1 : BURST;
            Child.result(new Outcome.Measured(
                    histogram.getValueAtPercentile(50) / scale,
                    Map.of(
                            "p99", histogram.getValueAtPercentile(99) / scale,
                            "mean", histogram.getMean() / scale)));
        }
    }

    private Histogram pace(long spanNanos) {
        Histogram histogram = new Histogram(3);
        long clockNanos = clockNanos();
        long due = System.nanoTime();
        long end = due + spanNanos;
        while (due - end < 0) {
            long start = System.nanoTime();
            while (start - due < 0) {
                Thread.onSpinWait();
                start = System.nanoTime();
            }
            sender.send(payloads.payload(sent++));
            histogram.recordValue(Math.max(0, System.nanoTime() - start - clockNanos));
            due = Math.max(due + PACE_NANOS, System.nanoTime());
        }
        Meter.awaitAll(meters, payloads.tally(sent), PATIENCE_NANOS);
        return histogram;
    }

    /**
     * Bursts at equal times however many subscribers there are: after a pause of a millisecond a publish was seen to cost
     * half as much again, whoever subscribed.
     */
    private Histogram burst(long spanNanos, long periodNanos) {
        Histogram histogram = new Histogram(3);
        long due = System.nanoTime();
        long end = due + spanNanos;
        while (due - end < 0) {
            LockSupport.parkNanos(due - System.nanoTime());
            long start = System.nanoTime();
            for (int i = 0; i < BURST; i++) {
                sender.send(payloads.payload(sent++));
            }
            histogram.recordValue(System.nanoTime() - start);
            Meter.awaitAll(meters, payloads.tally(sent), PATIENCE_NANOS);
            due = Math.max(due + periodNanos, System.nanoTime());
        }
        return histogram;
    }

    /** What two readings of the clock next to each other differ by. */
    private static long clockNanos() {
        Histogram histogram = new Histogram(3);
        for (int i = 0; i < CLOCK_READS; i++) {
            long start = System.nanoTime();
            histogram.recordValue(System.nanoTime() - start);
        }
        return histogram.getValueAtPercentile(50);
    }
}
