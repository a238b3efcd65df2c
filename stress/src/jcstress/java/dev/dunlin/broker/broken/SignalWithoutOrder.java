package dev.dunlin.broker.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The proof that the suite notices: a feed of the test's own whose publisher signals without the atomic count between
 * storing its message and looking whether the server is awake. Even an x86 processor swaps a store and a load that follows.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "seen, or called in")
@Outcome(expect = FORBIDDEN, desc = "a message waits for nobody")
@State
public class SignalWithoutOrder {

    private static final VarHandle MESSAGE;

    static {
        try {
            MESSAGE = MethodHandles.lookup().findVarHandle(SignalWithoutOrder.class, "message", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // by MESSAGE
    private int message;

    private volatile boolean scheduled = true;
    private boolean calledIn;
    private boolean seen;

    @Actor
    public void publisher() {
        MESSAGE.setRelease(this, 1);
        calledIn = !scheduled;
    }

    @Actor
    public void server() {
        scheduled = false;
        seen = (int) MESSAGE.getAcquire(this) == 1;
    }

    @Arbiter
    public void afterwards(I_Result r) {
        r.r1 = seen || calledIn ? 1 : 0;
    }
}
