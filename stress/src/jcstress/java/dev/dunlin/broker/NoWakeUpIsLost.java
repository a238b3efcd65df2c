package dev.dunlin.broker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A publisher stores, counts and signals while the server settles: one of the two sees the other. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "seen, or called in")
@Outcome(expect = FORBIDDEN, desc = "a message waits for nobody")
@State
public class NoWakeUpIsLost {

    private final WakeUp feed = new WakeUp();
    private boolean settled;

    @Actor
    public void publisher() {
        Stressed.publish(feed.log, 1);
        feed.log.addBytes(1);
        feed.signal();
    }

    @Actor
    public void server() {
        settled = feed.settle();
    }

    @Arbiter
    public void afterwards(I_Result r) {
        r.r1 = feed.outcome(settled);
    }
}
