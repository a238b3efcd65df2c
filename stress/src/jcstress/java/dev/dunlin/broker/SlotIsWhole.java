package dev.dunlin.broker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Who sees a slot filled sees all that was written before: the payload's bytes, both times and the attributes. The first
 * message makes the column of attributes, the second finds it.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the first came in between")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the first only")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both")
@Outcome(expect = FORBIDDEN, desc = "a message with a part missing")
@State
public class SlotIsWhole {

    private final TopicLog log = new TopicLog("t");
    private final LogCursor cursor = new LogCursor(log, Position.earliest(), 0);

    @Actor
    public void publisher() {
        Stressed.publish(log, 1);
        Stressed.publish(log, 2);
    }

    @Actor
    public void reader(II_Result r) {
        r.r1 = Stressed.seen(cursor.next(Stressed.UNHEARD));
        r.r2 = Stressed.seen(cursor.next(Stressed.UNHEARD));
    }
}
