package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.benchmarks.load.Schedule;
import dev.dunlin.benchmarks.load.Sender;
import dev.dunlin.benchmarks.load.Tally;
import dev.dunlin.benchmarks.load.TimedMeter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Nanoseconds from when a message was due until the one subscriber takes it, at a steady rate, whether or not it could be
 * sent when it was due. Each message is an array of its own, with the time in which it was due.
 *
 * <p>Arguments: bus, messages a second, warm-up and window in milliseconds.
 */
final class Latency {

    private static final int PAYLOAD_BYTES = 64;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final TimedMeter meter = new TimedMeter();
    private final Payloads payloads = new Payloads(PAYLOAD_BYTES, true, 1);
    private Tally sent = Tally.NONE;

    private Latency() {}

    public static void main(String[] arguments) {
        Latency latency = new Latency();
        int perSecond = Integer.parseInt(arguments[1]);
        Duration warmUp = Duration.ofMillis(Long.parseLong(arguments[2]));
        Duration window = Duration.ofMillis(Long.parseLong(arguments[3]));
        try (Bus bus = Bus.open(arguments[0], 1, List.of(latency.meter))) {
            Sender sender = bus.sender();
            latency.publish(sender, warmUp, perSecond);
            Histogram unused = latency.meter.sinceLast();
            latency.publish(sender, window, perSecond);
        }
        Histogram histogram = latency.meter.sinceLast();
        Child.result(new Outcome.Measured(
                histogram.getValueAtPercentile(50) / 1e3,
                Map.of(
                        "p99 µs", histogram.getValueAtPercentile(99) / 1e3,
                        "p99.9 µs", histogram.getValueAtPercentile(99.9) / 1e3,
                        "longest µs", histogram.getMaxValue() / 1e3)));
    }

    private void publish(Sender sender, Duration span, int perSecond) {
        sent = sent.plus(Schedule.fromNow(perSecond).send(sender, payloads, span));
        Meter.awaitAll(List.of(meter), sent, PATIENCE_NANOS);
    }
}
