package dev.dunlin.broker.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The proof that the suite notices: a slot of the test's own whose reader does not look at the payload once more after it
 * has read the attributes. Every processor shows it.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "buried")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "whole")
@Outcome(expect = FORBIDDEN, desc = "alive, without its attributes")
@State
public class ReadWithoutSecondLook {

    private volatile boolean alive = true;
    private volatile @Nullable String attributes = "key";

    @Actor
    public void reclaimer() {
        alive = false;
        attributes = null;
    }

    @Actor
    public void reader(I_Result r) {
        if (!alive) {
            r.r1 = 0;
        } else {
            r.r1 = attributes == null ? 2 : 1;
        }
    }
}
