package dev.dunlin.simulation;

import dev.dunlin.environment.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What a host believes the time to be: the simulation's time, bent by skew, drift, jumps, and the spans that it slept. */
final class HostClock implements Clock {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final double MILLION = 1e6;

    private final LongSupplier trueNanos;
    private final long startMillis;
    private double rate = 1;

    /** Where the present rate began: on the simulation's time, and on this clock. */
    private long baseTrue;

    private long baseLocal;

    /** How far the wall clock is ahead of start and local time. */
    private long wallOffsetNanos;

    HostClock(LongSupplier trueNanos, long startMillis) {
        this.trueNanos = trueNanos;
        this.startMillis = startMillis;
        this.baseTrue = 0;
    }

    @Override
    public long nanos() {
        long passed = trueNanos.getAsLong() - baseTrue;
        return baseLocal + (rate == 1 ? passed : (long) (passed * rate));
    }

    @Override
    public long millis() {
        return startMillis + Math.floorDiv(nanos() + wallOffsetNanos, NANOS_PER_MILLI);
    }

    void drift(double partsPerMillion) {
        rebase();
        rate = 1 + partsPerMillion / MILLION;
    }

    void jump(Duration span) {
        wallOffsetNanos += span.toNanos();
    }

    /** Leaves a span out of the clock that measures spans; the wall clock goes on. */
    void sleep(long nanos) {
        rebase();
        baseLocal -= nanos;
        wallOffsetNanos += nanos;
    }

    /** How long a span of this clock takes. */
    long trueSpan(long localNanos) {
        return rate == 1 ? localNanos : (long) Math.ceil(localNanos / rate);
    }

    private void rebase() {
        long local = nanos();
        baseTrue = trueNanos.getAsLong();
        baseLocal = local;
    }
}
