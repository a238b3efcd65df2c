package dev.dunlin.call;

import dev.dunlin.link.BackOff;
import dev.dunlin.transport.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where one replica stands in one call. For one thread at a time: the call's. */
final class Seat {

    /** What is waited for. */
    enum State {
        /** It is not asked, and may be. */
        IDLE,
        /** For the first connection to it. */
        CONNECTING,
        /** For its answer. */
        SENT,
        /** For the time to ask it again. */
        PAUSED,
        /** For nothing: it has answered, or nothing more is expected of it. */
        STILL
    }

    final Member member;
    final int index;
    State state = State.IDLE;
    int attempts;

    /** The number of the request that it was sent. */
    long number;

    /** Which run of the replica it was sent to. */
    long epoch;

    long firstNanos;
    long sentNanos;
    long dueNanos = Long.MAX_VALUE;
    long endedNanos;

    /** Made when it is first paused, which is seldom. */
    @Nullable
    BackOff backOff;

    boolean answered;
    boolean mayHaveExecuted;

    /** Whether it has been asked again because it differed. */
    boolean askedAnew;

    @Nullable
    Failure failure;

    String detail = "";

    Seat(Member member, int index) {
        this.member = member;
        this.index = index;
    }

    /** Whether something is to come of it without anybody asking. */
    boolean isInTheAir() {
        return state == State.CONNECTING || state == State.SENT || state == State.PAUSED;
    }

    void rest() {
        state = State.STILL;
        dueNanos = Long.MAX_VALUE;
    }

    /**
     * It has failed. A failure that may have had an effect is kept in the place of a later one that had none: that is what the
     * caller must know.
     */
    void noteFailure(Failure why, String words) {
        if (failure == null || why.effectMayHaveHappened() || !failure.effectMayHaveHappened()) {
            failure = why;
            detail = words;
        } else {
            detail = detail + ", and then " + words;
        }
    }

    /**
     * What it has done until now.
     *
     * @param agrees whether it has given the answer
     */
    ReplicaReport report(boolean agrees, long nowNanos) {
        ReplicaReport.Outcome outcome;
        if (answered) {
            outcome = agrees ? new ReplicaReport.Agreed() : new ReplicaReport.Differed();
        } else if (failure != null && state != State.SENT) {
            outcome = new ReplicaReport.Failed(failure);
        } else {
            outcome = new ReplicaReport.Unheard();
        }
        long end = endedNanos != 0 ? endedNanos : nowNanos;
        return new ReplicaReport(
                member.link().address(),
                outcome,
                attempts,
                Duration.ofNanos(attempts == 0 ? 0 : end - firstNanos),
                mayHaveExecuted,
                answered ? "" : detail);
    }
}
