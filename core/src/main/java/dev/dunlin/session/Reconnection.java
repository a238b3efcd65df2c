package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.link.BackOff;
import dev.dunlin.link.LogLine;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Connects a session again after its connection has ended: at once, and then after pauses that grow to {@value
 * #LONGEST_PAUSE_MILLIS} ms, until it is connected or the time is up. A pause is drawn at random from half of its length up
 * to the whole, so that the clients of a server that comes back do not all come at the same instant. For the session's
 * executor.
 */
final class Reconnection {

    private static final Logger LOG = System.getLogger("dev.dunlin.session");
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ClientSession session;
    private final Environment environment;
    private final Dialer dialer;
    private final long beganNanos;
    private final long patienceNanos;
    private final BackOff backOff = new BackOff(FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    private int attempts;
    private boolean over;
    private Scheduler.@Nullable Timer timer;

    Reconnection(ClientSession session, Dialer dialer, long patienceNanos) {
        this.session = session;
        this.environment = session.environment();
        this.dialer = dialer;
        this.patienceNanos = patienceNanos;
        this.beganNanos = environment.clock().nanos();
    }

    /** Dials, in a moment. */
    void begin() {
        pause(environment.random().nextLong(FIRST_PAUSE_MILLIS));
    }

    /** Dials no more. */
    void stop() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void pause(long millis) {
        timer = environment
                .scheduler()
                .schedule(millis * NANOS_PER_MILLI, () -> session.link().execute(this::attempt));
    }

    private void attempt() {
        if (over) {
            return;
        }
        attempts++;
        var unused = dialer.dial()
                .whenComplete((handshake, failure) -> session.link().execute(() -> {
                    if (handshake != null) {
                        session.attach(handshake);
                    } else if (failure != null) {
                        onFailure(Dialer.faultOf(failure, "connecting again"));
                    }
                }));
    }

    private void onFailure(DunlinException failure) {
        if (over) {
            return;
        }
        long spent = environment.clock().nanos() - beganNanos;
        if (failure.reason() == Reason.PROTOCOL || spent >= patienceNanos) {
            over = true;
            session.giveUp(attempts + " attempts in " + spent / NANOS_PER_MILLI + " ms: " + failure.getMessage());
            return;
        }
        long millis = backOff.next(environment.random());
        LOG.log(
                Level.DEBUG,
                () -> LogLine.event("reconnecting")
                        .with("attempts", attempts)
                        .with("next", millis + "ms")
                        .with("detail", String.valueOf(failure.getMessage()))
                        .toString());
        pause(millis);
    }
}
