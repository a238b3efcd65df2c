package dev.dunlin.contracts;

import dev.dunlin.environment.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * The time in which a broker under test lives, and the way in which a scenario waits there. One scenario has one world.
 */
public interface World {

    /** A world whose clock moves only when it is told to, in which all that is due has happened when a wait begins. */
    static World virtual() {
        return new VirtualWorld(Duration.ZERO);
    }

    /**
     * A world whose clock moves when it is told to, and while something is waited for: where what is sent takes its time, or
     * is lost and sent again.
     *
     * @param patience how far it moves at most while a condition is waited for, and how long nothing is to happen before all
     *     is taken to have settled
     */
    static World virtual(Duration patience) {
        return new VirtualWorld(patience);
    }

    /** The machine's own world: real threads, the real clock. */
    static World system() {
        return new SystemWorld();
    }

    /** What the broker is given. */
    Environment environment();

    /** Whether the clock moves only when it is told to. */
    boolean isVirtual();

    /**
     * Waits until a condition holds that nothing but work stands before. On virtual time all work is done first, and
     * then the condition holds or the scenario fails; on real time it is asked again until a deadline.
     *
     * @param what the condition in words
     * @param condition called by the waiting thread
     * @throws AssertionError if it does not come to hold
     */
    void await(String what, BooleanSupplier condition);

    /**
     * Waits until a condition holds that time stands before.
     *
     * @param what the condition in words
     * @param span how long it may take on this world's clock; on real time ten seconds are added, for a busy machine
     * @param condition called by the waiting thread
     * @throws AssertionError if it does not come to hold
     */
    void awaitWithin(Duration span, String what, BooleanSupplier condition);

    /** Lets the clock go on by a span, and all happen that is due on the way. */
    void advance(Duration span);

    /** Waits until nothing happens any more: for certain on virtual time, for a moment on real time. */
    void settle();

    /** A span to wait through: as it is on virtual time, a fiftieth of it on real time. */
    Duration scaled(Duration span);

    /** Says that something has happened for which somebody may wait. May be called by any thread. */
    void pulse();

    /** What the clock shows. */
    default Instant now() {
        return Instant.ofEpochMilli(environment().clock().millis());
    }
}
