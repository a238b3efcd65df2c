package dev.dunlin.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** A subscriber that also records how long after it was due each message came: its first 8 bytes say when that was. */
public final class TimedMeter extends Meter {

    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Recorder latencies = new Recorder(MOST_NANOS, 3);

    @Override
    public void accept(byte[] payload) {
        long due = ByteBuffer.wrap(payload).getLong();
        latencies.recordValue(Math.max(0, Math.min(MOST_NANOS, System.nanoTime() - due)));
        super.accept(payload);
    }

    /** In nanoseconds, of the messages since the last call. */
    public Histogram sinceLast() {
        return latencies.getIntervalHistogram();
    }
}
