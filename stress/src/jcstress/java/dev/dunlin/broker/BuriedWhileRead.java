package dev.dunlin.broker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A reader that saw a payload while the reclaimer buries it gets the whole message or none, never one without attributes. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "buried")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "whole")
@Outcome(id = "9", expect = ACCEPTABLE, desc = "buried after its payload was seen")
@Outcome(expect = FORBIDDEN, desc = "a message with a part missing")
@State
public class BuriedWhileRead {

    private final TopicLog log = new TopicLog("t");
    private final Segment segment = log.head();

    public BuriedWhileRead() {
        Stressed.publish(log, 1);
    }

    @Actor
    public void reclaimer() {
        segment.bury(0, Segment.EXPIRED);
    }

    @Actor
    public void reader(I_Result r) {
        byte[] payload = segment.payload(0);
        if (payload == null || Segment.isTombstone(payload)) {
            r.r1 = 0;
            return;
        }
        Envelope envelope = segment.envelope("t", 0, payload);
        r.r1 = envelope == null ? 9 : Stressed.seen(envelope);
    }
}
