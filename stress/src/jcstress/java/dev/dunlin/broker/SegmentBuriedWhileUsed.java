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
 * A segment is buried as a whole while its last message is stored and another is read: the burial waits for the store, and
 * the reader gets a whole message or none.
 */
@JCStressTest
@Outcome(id = "[019], 0", expect = ACCEPTABLE, desc = "buried")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "not buried, as its last message was missing")
@Outcome(expect = FORBIDDEN, desc = "a part is missing, or a message")
@State
public class SegmentBuriedWhileUsed {

    /** The second segment, which knows how long its messages live before they come. */
    private static final int FIRST = TopicLog.MIN_SEGMENT;

    private static final int LAST = 3 * TopicLog.MIN_SEGMENT - 1;
    private static final long LATER = 1_000;

    private final TopicLog log = new TopicLog("t");
    private final Segment segment;

    public SegmentBuriedWhileUsed() {
        for (int i = 0; i < LAST; i++) {
            Stressed.publish(log, 1);
        }
        segment = log.segmentOf(FIRST);
    }

    @Actor
    public void reclaimer() {
        segment.buryAll(LATER);
    }

    @Actor
    public void publisherAndReader(II_Result r) {
        Stressed.publish(log, 1);
        byte[] payload = segment.payload(FIRST);
        if (payload == null || Segment.isTombstone(payload)) {
            r.r1 = 0;
            return;
        }
        Envelope envelope = segment.envelope("t", FIRST, payload);
        r.r1 = envelope == null ? 9 : Stressed.seen(envelope);
    }

    @Arbiter
    public void afterwards(II_Result r) {
        byte[] payload = segment.payload(LAST);
        if (payload == null) {
            r.r2 = 2;
            return;
        }
        boolean dead = segment.isDead();
        r.r2 = dead ? (Segment.isTombstone(payload) ? 0 : 3) : Stressed.seen(segment.envelope("t", LAST, payload));
    }
}
