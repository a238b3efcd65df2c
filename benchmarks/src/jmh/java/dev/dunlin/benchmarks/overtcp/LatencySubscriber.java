package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Tally;
import dev.dunlin.benchmarks.load.TimedMeter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Records the time from when each message was due until it is taken. For each line on its input, the tally of all that was
 * sent so far, it waits until just that was taken and says "latency" with the 50th, 99th and 99.9th percentile and the
 * longest in nanoseconds, of the messages since the last line; for "clock" it says "clock" with its time in nanoseconds.
 *
 * <p>Arguments: wire, port.
 */
final class LatencySubscriber {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final TimedMeter meter = new TimedMeter();

    private LatencySubscriber() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Child.endOnFailure();
        LatencySubscriber subscriber = new LatencySubscriber();
        Wire wire = Wire.of(arguments[0]);
        wire.subscribe(Integer.parseInt(arguments[1]), subscriber.meter::accept);
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.equals(LatencyLaunch.CLOCK)) {
                System.out.println(LatencyLaunch.CLOCK + " " + System.nanoTime());
            } else {
                Meter.awaitAll(List.of(subscriber.meter), Tally.ofLine(line), PATIENCE_NANOS);
                System.out.println("latency " + subscriber.describe());
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private String describe() {
        Histogram since = meter.sinceLast();
        return since.getValueAtPercentile(50) + " " + since.getValueAtPercentile(99) + " "
                + since.getValueAtPercentile(99.9) + " " + since.getMaxValue() + " " + since.getTotalCount();
    }
}
