package dev.dunlin.broker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two publishers append where one segment ends and the next must be made, and a reader follows: it is given every message
 * once, whole, in the order of the sequences, and each publisher's in the order in which they were published. The reader is
 * one of the publishers' threads, because jcstress passes over tests of three actors on two cores.
 */
@JCStressTest
@Outcome(id = "4, 0", expect = ACCEPTABLE, desc = "all four, in order")
@Outcome(expect = FORBIDDEN, desc = "lost, twice, torn or out of order")
@State
public class PublishersCrossSegments {

    /** One place is left in the first segment. */
    private static final int FILLED = TopicLog.MIN_SEGMENT - 1;

    private final TopicLog log = new TopicLog("t");
    private final LogCursor cursor;
    private int count;
    private int faults;
    private int lastOfOne = 10;
    private int lastOfTwo = 20;

    public PublishersCrossSegments() {
        for (int i = 0; i < FILLED; i++) {
            Stressed.publish(log, 1);
        }
        cursor = new LogCursor(log, Position.latest(), 0);
    }

    @Actor
    public void one() {
        Stressed.publish(log, 11);
        Stressed.publish(log, 12);
    }

    @Actor
    public void twoAndReader() {
        take();
        Stressed.publish(log, 21);
        take();
        Stressed.publish(log, 22);
        take();
        take();
    }

    @Arbiter
    public void rest(II_Result r) {
        while (take()) {
            // until nothing is left
        }
        r.r1 = count;
        r.r2 = faults;
    }

    private boolean take() {
        Envelope envelope = cursor.next(Stressed.UNHEARD);
        if (envelope == null) {
            return false;
        }
        faults += Stressed.seen(envelope) == 1 && envelope.sequence() == FILLED + count ? 0 : 1;
        count++;
        int value = envelope.payload()[15];
        if (value < 20) {
            faults += value == lastOfOne + 1 ? 0 : 1;
            lastOfOne = value;
        } else {
            faults += value == lastOfTwo + 1 ? 0 : 1;
            lastOfTwo = value;
        }
        return true;
    }
}
