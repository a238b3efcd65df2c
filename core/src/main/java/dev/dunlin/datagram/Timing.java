package dev.dunlin.datagram;

import java.util.concurrent.TimeUnit;

/** How long each end waits for what, in nanoseconds. */
final class Timing {

    /** No moment: later than all others. */
    static final long NEVER = Long.MAX_VALUE;

    /** How long the first packet waits for an answer (RFC 6298, 2.1). */
    static final long FIRST_RTO = TimeUnit.SECONDS.toNanos(1);

    /** The shortest wait: above the {@link #ACK_DELAY} and what a busy machine adds. RFC 6298 would have a second. */
    static final long MIN_RTO = TimeUnit.MILLISECONDS.toNanos(100);

    /** The longest wait, so that within {@link #GIVE_UP} there are enough attempts. RFC 6298 would have a minute. */
    static final long MAX_RTO = TimeUnit.SECONDS.toNanos(2);

    /** How long a packet waits for another to be acknowledged with. */
    static final long ACK_DELAY = TimeUnit.MILLISECONDS.toNanos(5);

    /** How long nothing may be heard of a peer that has something to acknowledge. */
    static final long GIVE_UP = TimeUnit.SECONDS.toNanos(30);

    /** How long a peer that is heard may take nothing of what is queued when a connection closes. */
    static final long CLOSE_STANDSTILL = TimeUnit.SECONDS.toNanos(3);

    /** How long it has in all. */
    static final long CLOSE = TimeUnit.SECONDS.toNanos(30);

    /** How long a connection that has ended still answers what comes for it. */
    static final long LINGER = TimeUnit.SECONDS.toNanos(1);

    /** How long it takes at most to connect. */
    static final long CONNECT = TimeUnit.SECONDS.toNanos(5);

    /** How long the first attempt to connect waits for an answer; each further one twice as long, up to the next. */
    static final long FIRST_ATTEMPT = TimeUnit.MILLISECONDS.toNanos(100);

    /** How long an attempt waits at most. */
    static final long LONGEST_ATTEMPT = TimeUnit.MILLISECONDS.toNanos(400);

    /** How long a cookie is good at least, and at most twice. */
    static final long COOKIE = TimeUnit.SECONDS.toNanos(10);

    private Timing() {}
}
