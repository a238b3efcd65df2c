package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Message;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that may miss what expired: it holds each message against what one publisher sent under its number, and looks
 * how long after its time the latest came. Given messages by one thread at a time, each call happening before the next.
 */
final class InOrder {

    /** Reading the time costs as much as a delivery: one message of so many is looked at. */
    private static final int LOOK_EVERY = 64;

    private final Payloads payloads;
    private long last = -1;
    private long latestMillis;
    private volatile @Nullable String wrong;

    InOrder(Payloads payloads) {
        this.payloads = payloads;
    }

    /** Takes a message. */
    void accept(Message<byte[]> message) {
        long sequence = message.sequence();
        if (sequence <= last || Payloads.checksum(message.value()) != Payloads.checksum(payloads.payload(sequence))) {
            wrong = "message " + sequence + " after " + last + " is not what was sent under that number";
        }
        last = sequence;
        long expires = message.envelope().expiresMillis();
        if (sequence % LOOK_EVERY == 0 && expires != Envelope.NEVER) {
            latestMillis = Math.max(latestMillis, System.currentTimeMillis() - expires);
        }
    }

    /** Begins anew with {@link #latestMillis}. To be called while nothing is on its way. */
    void forgetLateness() {
        latestMillis = 0;
    }

    /** How long after its time the latest came, in milliseconds; 0 if none came late. */
    long latestMillis() {
        return latestMillis;
    }

    /** Throws if one was another, repeated or out of order. */
    void requireNoneWrong() {
        String found = wrong;
        if (found != null) {
            throw new IllegalStateException(found);
        }
    }
}
