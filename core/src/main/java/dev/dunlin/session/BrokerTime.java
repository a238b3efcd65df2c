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
 * <p>This side's clocks may fail, each in its way: the wall clock may be set back, and the clock for spans stands still while
 * the machine sleeps or the process is frozen. So the broker's time is reckoned by both, and the later one counts. A wall
 * clock that is set forward makes messages expire early until the broker is heard next; an answer shows, too, what the
 * broker's clock has reached at least, which puts right what both have missed.
 *
 * <p>No two clocks go at one rate: what an answer allowed is widened by {@link #DRIFT} of the time that has passed since. A
 * system that keeps its clock by NTP makes it go wrong by up to 500 parts per million on purpose (adjtimex(2)), and a quartz is
 * off by some tens; two that err against each other are covered. While messages come the time is asked for each second, so that
 * one is taken for expired early by two milliseconds at most because of this, and by twelve after a silence that only heartbeats
 * have broken.
 *
 * <p>The first answer is the welcome, often a slow one; pings follow until one was quick. {@link #ask}, {@link #heard}, {@link
 * #compare} and {@link #startAgain} are for the session's executor, all else for any thread.
 */
final class BrokerTime {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** By how much two clocks may differ that are both right, as one is rounded and they are read one after the other. */
    private static final long SET_BACK_MILLIS = 2;

    /** One part in how many the two clocks' rates may differ by. */
    private static final long DRIFT = 900;

    /** How old what is known may be when a message comes, before the time is asked for again. */
    private static final long OLD_MILLIS = 1_000;

    private final Clock clock;
    private volatile Bound wall;
    private volatile Bound spans;
    private Moment asked;

    /**
     * By how much the broker's clock is ahead of one of this side's at most.
     *
     * @param ahead at the time of the answer that said so, in milliseconds
     * @param brokerMillis what the broker's clock showed then
     */
    private record Bound(long ahead, long brokerMillis) {

        /** What the broker's clock shows at most when that clock shows a time. */
        long at(long here) {
            long evenly = here + ahead;
            return evenly + Math.max(0, -Math.floorDiv(brokerMillis - evenly, DRIFT));
        }
    }

    /**
     * What this side's clocks show.
     *
     * @param wallMillis the wall clock, in milliseconds since the epoch
     * @param spanMillis the clock for spans, in milliseconds, rounded down
     */
    record Moment(long wallMillis, long spanMillis) {

        /** What they show now. */
        static Moment now(Clock clock) {
            return new Moment(clock.millis(), Math.floorDiv(clock.nanos(), NANOS_PER_MILLI));
        }
    }

    /**
     * Compares the clocks.
     *
     * @param clock this side's
     * @param hello when the hello was sent
     * @param brokerMillis what the broker's clock showed in its answer
     */
    BrokerTime(Clock clock, Moment hello, long brokerMillis) {
        this.clock = clock;
        this.asked = hello;
        startAgain(hello, brokerMillis);
    }

    /** As at first: the broker may be another. */
    void startAgain(Moment hello, long brokerMillis) {
        asked = hello;
        wall = new Bound(brokerMillis - hello.wallMillis(), brokerMillis);
        spans = new Bound(brokerMillis - hello.spanMillis(), brokerMillis);
        raise(brokerMillis);
    }

    /** The broker is about to be asked for the time: the token to send. */
    long ask() {
        asked = Moment.now(clock);
        return asked.spanMillis();
    }

    /**
     * The broker has told the time.
     *
     * @param token of the question; an older one than the last is of no use any more
     * @param brokerMillis what the broker's clock showed in its answer
     * @return how long the answer took, in milliseconds
     */
    long heard(long token, long brokerMillis) {
        Moment now = Moment.now(clock);
        if (token == asked.spanMillis()) {
            wall = lower(wall, new Bound(brokerMillis - asked.wallMillis(), brokerMillis), now.wallMillis());
            spans = lower(spans, new Bound(brokerMillis - asked.spanMillis(), brokerMillis), now.spanMillis());
        }
        raise(brokerMillis);
        return now.spanMillis() - token;
    }

    /** The one that allows less now: a quick answer of long ago may say less than a slow one of just now. */
    private static Bound lower(Bound known, Bound said, long here) {
        return said.at(here) <= known.at(here) ? said : known;
    }

    /**
     * Compares this side's clocks: a wall clock that was set back is set right by the other, before that one stands still in
     * its turn. For the session's executor, as often as messages come.
     *
     * @return whether it has been so long since the broker was asked that it should be asked again
     */
    boolean compare() {
        Moment now = Moment.now(clock);
        long bySpans = spans.at(now.spanMillis());
        if (wall.at(now.wallMillis()) + SET_BACK_MILLIS < bySpans) {
            wall = new Bound(bySpans - now.wallMillis(), bySpans);
        }
        return now.spanMillis() - asked.spanMillis() >= OLD_MILLIS;
    }

    /** The broker's clock has reached a time, however this side's clocks went. */
    private void raise(long brokerMillis) {
        Moment now = Moment.now(clock);
        if (wall.at(now.wallMillis()) < brokerMillis) {
            wall = new Bound(brokerMillis - now.wallMillis(), brokerMillis);
        }
        if (spans.at(now.spanMillis()) < brokerMillis) {
            spans = new Bound(brokerMillis - now.spanMillis(), brokerMillis);
        }
    }

    /** What the broker's clock shows at most when the wall clock here shows a time. */
    long whenHere(long millis) {
        return wall.at(millis);
    }

    /** What the broker's clock shows at most. */
    long millis() {
        Moment now = Moment.now(clock);
        return Math.max(wall.at(now.wallMillis()), spans.at(now.spanMillis())) + clock.lagMillis();
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
