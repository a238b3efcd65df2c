package dev.dunlin.broker.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The proof that the suite notices: slots of the test's own, published before the column is written.
 *
 * <p>The mistake that one would make is another: a plain store in the place of setRelease. An x86 processor never shows it,
 * as it keeps the order of stores; only a compiler that swaps the two does, and which does it depends on the JVM. On a
 * processor with a weaker order, such as ARM, {@code SlotIsWhole} would show it too. So the swap is written out here.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "whole")
@Outcome(expect = FORBIDDEN, desc = "seen before it was whole")
@State
public class SlotBeforeColumns {

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(byte[][].class);

    private final byte[][] slots = new byte[1][];
    private final long[] expiresMillis = new long[1];

    @Actor
    public void publisher() {
        SLOT.setRelease(slots, 0, new byte[1]);
        expiresMillis[0] = 1;
    }

    @Actor
    public void reader(I_Result r) {
        byte @Nullable [] payload = (byte[]) SLOT.getAcquire(slots, 0);
        if (payload == null) {
            r.r1 = 0;
        } else {
            r.r1 = expiresMillis[0] == 1 ? 1 : 2;
        }
    }
}
