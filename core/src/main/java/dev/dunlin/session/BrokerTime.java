package dev.dunlin.session;

import dev.dunlin.broker.Envelope;
import dev.dunlin.environment.Clock;

/**
 * Decides on this side whether a message has expired by the broker's clock.
 *
 * <p>The two clocks may differ. An answer that shows the broker's time {@code T}, to a frame that was sent when this clock
 * showed {@code H}, says that the broker's clock was at {@code T} when this one was at {@code H} or later: it is ahead by at
 * most {@code T - H}. Reckoning with the least that any answer allowed, a message is never taken for alive that has expired;
 * it is taken for expired early by the time that the quickest answer took, on its way there.
 *
 * <p>The first answer is the welcome, often a slow one; pings follow until one was quick. {@link #heard} and {@link #startAgain} are for the
 * session's executor, all else for any thread.
 */
final class BrokerTime {

    private final Clock clock;
    private volatile long aheadMillis;

    /**
     * Compares the clocks.
     *
     * @param clock this side's
     * @param helloMillis what it showed when the hello was sent
     * @param brokerMillis what the broker's clock showed in its answer
     */
    BrokerTime(Clock clock, long helloMillis, long brokerMillis) {
        this.clock = clock;
        this.aheadMillis = brokerMillis - helloMillis;
    }

    /** As at first: the broker may be another, or this side's clock may have been set. */
    void startAgain(long helloMillis, long brokerMillis) {
        aheadMillis = brokerMillis - helloMillis;
    }

    /**
     * The broker has told the time.
     *
     * @param sentMillis what this clock showed when the broker was asked
     * @param brokerMillis what the broker's clock showed in its answer
     */
    void heard(long sentMillis, long brokerMillis) {
        aheadMillis = Math.min(aheadMillis, brokerMillis - sentMillis);
    }

    /** What the broker's clock shows at most when this one shows a time. */
    long whenHere(long millis) {
        return millis + aheadMillis;
    }

    /** What the broker's clock shows at most. */
    long millis() {
        return clock.millis() + aheadMillis + clock.lagMillis();
    }

    /** A reading that is good for many messages; for one thread at a time. */
    Reading reading() {
        return new Reading();
    }

    /**
     * Asks the system for the time once a batch and at each tick, not for each message. Between ticks at most {@link
     * Clock#lagMillis()} can have passed, which {@link #millis()} has added.
     */
    final class Reading {

        private long tickMillis;
        private long nowMillis;

        private Reading() {
            refresh();
        }

        /** A batch begins. */
        void refresh() {
            tickMillis = clock.tickMillis();
            nowMillis = millis();
        }

        /** Whether a message must not be handed out any more. */
        boolean isPast(Envelope envelope) {
            long expires = envelope.expiresMillis();
            if (expires == Envelope.NEVER) {
                return false;
            }
            if (clock.tickMillis() != tickMillis) {
                refresh();
            }
            return expires <= nowMillis;
        }
    }
}
