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
 * The reclaimer buries and unlinks the first segment while a reader is in it and a publisher starts from it: the reader
 * accounts for every sequence once, and misses no living message.
 */
@JCStressTest
@Outcome(id = "11, 0", expect = ACCEPTABLE, desc = "every sequence handed out or reported as expired, once")
@Outcome(expect = FORBIDDEN, desc = "lost, twice or out of order")
@State
public class UnlinkedWhileUsed implements Passage {

    private final TopicLog log = new TopicLog("t");
    private final Segment first = log.head();
    private final LogCursor cursor;
    private int passed;
    private int faults;

    public UnlinkedWhileUsed() {
        for (int i = 0; i <= TopicLog.MIN_SEGMENT; i++) {
            Stressed.publish(log, 1);
        }
        cursor = new LogCursor(log, Position.earliest(), 0);
    }

    @Actor
    public void reclaimer() {
        for (long sequence = first.base(); sequence < first.end(); sequence++) {
            first.bury(sequence, Segment.EXPIRED);
        }
        log.unlinkFront();
    }

    @Actor
    public void readerAndPublisher() {
        take();
        take();
        Stressed.publish(log, 2);
        take();
        take();
        Stressed.publish(log, 3);
        take();
    }

    @Arbiter
    public void rest(II_Result r) {
        while (take()) {
            // until nothing is left
        }
        r.r1 = passed;
        r.r2 = faults;
    }

    private boolean take() {
        Envelope envelope = cursor.next(this);
        if (envelope == null) {
            return false;
        }
        faults += Stressed.seen(envelope) == 1 && envelope.sequence() == passed ? 0 : 1;
        passed++;
        return true;
    }

    @Override
    public void expired(int count) {
        passed += count;
    }

    @Override
    public void dropped(long first, long count) {
        faults++;
    }
}
