package dev.dunlin.environment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * The system's clocks, and a tick that costs a load instead of a call.
 *
 * <p>A read of the system's clock costs 20 to 50 ns, more than all the rest of a publish. While somebody asks for it, a
 * ticker thread stores the time once a millisecond; when nobody has asked for a while the ticker sleeps, so that an idle
 * process is idle, and {@link #tickMillis()} asks the system.
 */
final class CoarseClock implements Clock {

    /*
     * Invariants. `tick` is STOPPED or a time that the system's clock has shown. The ticker stores times in the order in
     * which it read them. A reader that sees STOPPED reads the system's clock, so no answer is older than the ticker's
     * period plus the delay with which the operating system wakes the ticker.
     *
     * Non-invariant. On a machine whose cores are all taken the ticker may be late by more than a period: a reader that
     * must not be fooled by that uses millis(). Two readers may see different ticks.
     *
     * Access modes. `tick` is written by the ticker alone (setOpaque: the value carries all that is said) and read with
     * getOpaque. `asked` is set by readers (opaque, only if not set: its line stays shared) and cleared by the ticker.
     * A lost `asked` costs one sleep of the ticker, never a wrong time.
     */
    private static final long STOPPED = Long.MIN_VALUE;

    private static final long PERIOD_NANOS = 500_000;

    /** How many periods without a question send the ticker to sleep. */
    private static final int PATIENCE = 40;

    /** How many questions within a millisecond are worth a ticker. */
    private static final int RUSH = 64;

    private static final VarHandle TICK;
    private static final VarHandle ASKED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TICK = lookup.findVarHandle(CoarseClock.class, "tick", long.class);
            ASKED = lookup.findVarHandle(CoarseClock.class, "asked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // by TICK
    private long tick = STOPPED;

    @SuppressWarnings("unused") // by ASKED
    private boolean asked;

    /** Where questions are counted while the ticker sleeps; races lose counts and cost nothing. */
    private long rushMillis;

    private int rush;

    private final Thread ticker;

    CoarseClock() {
        ticker = new Thread(this::run, "dunlin-clock");
        ticker.setDaemon(true);
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long tickMillis() {
        long now = (long) TICK.getOpaque(this);
        if (now == STOPPED) {
            return askSystem();
        }
        if (!(boolean) ASKED.getOpaque(this)) {
            ASKED.setOpaque(this, true);
        }
        return now;
    }

    @Override
    public long lagMillis() {
        return TICK_MILLIS;
    }

    private long askSystem() {
        long now = System.currentTimeMillis();
        if (rushMillis != now) {
            rushMillis = now;
            rush = 0;
        } else if (++rush == RUSH) {
            ASKED.setOpaque(this, true);
            startTicker();
        }
        return now;
    }

    private void startTicker() {
        if (ticker.getState() == Thread.State.NEW) {
            synchronized (ticker) {
                if (ticker.getState() == Thread.State.NEW) {
                    ticker.start();
                }
            }
        }
        LockSupport.unpark(ticker);
    }

    private void run() {
        while (true) {
            tickWhileAsked();
            TICK.setOpaque(this, STOPPED);
            LockSupport.park(this);
        }
    }

    private void tickWhileAsked() {
        for (int quiet = 0; quiet < PATIENCE; quiet++) {
            TICK.setOpaque(this, System.currentTimeMillis());
            LockSupport.parkNanos(this, PERIOD_NANOS);
            if ((boolean) ASKED.getOpaque(this)) {
                ASKED.setOpaque(this, false);
                quiet = 0;
            }
        }
    }
}
