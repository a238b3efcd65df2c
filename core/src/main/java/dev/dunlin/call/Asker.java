package dev.dunlin.call;

import dev.dunlin.call.Seat.State;
import dev.dunlin.link.BackOff;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;

/**
 * Asks the replicas of one call, as often as that may be, and takes what they say to its ballot. For one thread at a time: the
 * call's.
 */
final class Asker<A> {

    private final CallEngine engine;
    private final Question<A> question;
    private final CallOptions options;
    private final Ballot<Reading<A>> ballot;
    private final long deadlineNanos;

    /** Whether one that differs is asked again. */
    private final boolean asksAnew;

    private boolean expired;

    /** When a request was last sent, and the deadline by the wall clock as it was then. */
    private long sentNanos = Long.MIN_VALUE;

    private long deadlineMillis;

    Asker(
            CallEngine engine,
            Question<A> question,
            CallOptions options,
            Ballot<Reading<A>> ballot,
            long deadlineNanos,
            boolean asksAnew) {
        this.engine = engine;
        this.question = question;
        this.options = options;
        this.ballot = ballot;
        this.deadlineNanos = deadlineNanos;
        this.asksAnew = asksAnew;
    }

    /** Asks several at the same time, which is looked up once. */
    void ask(Seat[] seats) {
        long now = engine.clock().nanos();
        for (Seat seat : seats) {
            ask(seat, now);
        }
    }

    void ask(Seat seat) {
        ask(seat, engine.clock().nanos());
    }

    private void ask(Seat seat, long now) {
        if (seat.attempts == 0) {
            seat.firstNanos = now;
        }
        if (seat.member.link().state() == ReplicaLink.State.CONNECTING) {
            seat.state = State.CONNECTING;
            seat.dueNanos = now + options.attemptTimeout().toNanos();
            return;
        }
        if (seat.mayHaveExecuted && seat.epoch != seat.member.link().epoch() && !options.idempotent()) {
            fail(seat, Failure.RESTARTED, "started anew after the request had been sent, of which it knows nothing");
            return;
        }
        seat.attempts++;
        if (seat.attempts > 1) {
            seat.member.resent.increment();
        }
        send(seat, now);
    }

    private void send(Seat seat, long now) {
        ReplicaLink link = seat.member.link();
        int length = question.body().length;
        if (length > link.maxBodyBytes()) {
            fail(
                    seat,
                    Failure.BAD_REQUEST,
                    "arguments of " + length + " bytes: it takes " + link.maxBodyBytes() + " at most");
            return;
        }
        seat.state = State.SENT;
        seat.sentNanos = now;
        seat.dueNanos = Math.min(deadlineNanos, now + options.attemptTimeout().toNanos());
        seat.epoch = link.epoch();
        Frame.Request request = new Frame.Request(
                seat.number,
                seat.attempts,
                Math.min(engine.window().settled(), seat.number),
                question.procedure(),
                question.body(),
                deadlineMillis(now),
                options.minPosition(),
                false);
        seat.member.inFlight.incrementAndGet();
        if (link.send(request)) {
            seat.mayHaveExecuted = true;
        } else {
            seat.member.inFlight.decrementAndGet();
            fail(seat, Failure.UNREACHABLE, link.fault());
        }
    }

    /** The deadline by the wall clock, which may have been set since an earlier attempt. */
    private long deadlineMillis(long now) {
        if (now != sentNanos) {
            sentNanos = now;
            deadlineMillis = engine.clock().millis() + (deadlineNanos - now + 999_999) / 1_000_000;
        }
        return deadlineMillis;
    }

    /** A replica has answered, this request or another. */
    void respond(Seat seat, Frame.Response response) {
        boolean waits = seat.state == State.SENT || (seat.state == State.PAUSED && !seat.answered);
        if (!waits || seat.number != response.number()) {
            seat.member.late.increment();
            return;
        }
        long now = engine.clock().nanos();
        boolean timely = seat.state == State.SENT && response.attempt() == seat.attempts;
        if (seat.state == State.SENT) {
            seat.member.inFlight.decrementAndGet();
        }
        engine.config().tracer().on(CallStep.RESULT_DELIVERED, question.procedure(), seat.number);
        if (response.result() instanceof Frame.Returned returned) {
            if (timely) {
                engine.tookAnswer(seat.member, now - seat.sentNanos);
            }
            answered(seat, returned.body(), now);
        } else if (response.result() instanceof Frame.NotReturned not) {
            seat.mayHaveExecuted &= not.failure().effectMayHaveHappened() || seat.answered;
            fail(seat, not.failure(), not.detail());
        }
    }

    private void answered(Seat seat, byte[] body, long now) {
        Reading<A> reading;
        try {
            Reading<A> known = ballot.find(one -> one.isOf(body));
            reading = known != null
                    ? known
                    : new Reading<>(body, question.decode().apply(body));
        } catch (RuntimeException e) {
            fail(seat, Failure.UNDECODABLE, "an answer of " + body.length + " bytes does not decode: " + e);
            return;
        }
        seat.member.answered.increment();
        seat.answered = true;
        seat.failure = null;
        seat.endedNanos = now;
        seat.rest();
        ballot.answer(seat.index, reading);
        if (!mayAskAnew(seat)) {
            ballot.close(seat.index);
        }
    }

    boolean mayAskAnew(Seat seat) {
        return asksAnew && !expired && seat.attempts < options.attempts() && (options.idempotent() || !seat.askedAnew);
    }

    /**
     * Asks one again that has answered. What it would give from memory is known: where carrying the request out again does no
     * harm, it is asked to.
     */
    void askAnew(Seat seat, Canvass<A> call) {
        seat.askedAnew = true;
        if (options.idempotent()) {
            engine.window().close(seat.number);
            Long number = engine.openAgain(call);
            if (number == null) {
                end(seat);
                return;
            }
            seat.number = number;
        }
        pause(seat);
    }

    void fail(Seat seat, Failure failure, String detail) {
        seat.member.failed(failure);
        seat.member.health.failed();
        seat.noteFailure(failure, detail);
        if (failure.isTransient() && seat.attempts < options.attempts()) {
            pause(seat);
        } else {
            end(seat);
        }
    }

    /** Nothing more is expected of it. */
    void end(Seat seat) {
        seat.rest();
        seat.endedNanos = engine.clock().nanos();
        ballot.close(seat.index);
    }

    private void pause(Seat seat) {
        BackOff backOff = seat.backOff;
        if (backOff == null) {
            backOff = new BackOff(
                    options.firstPause().toNanos(), options.longestPause().toNanos());
            seat.backOff = backOff;
        }
        seat.state = State.PAUSED;
        seat.dueNanos = engine.clock().nanos() + backOff.next(engine.random());
    }

    /** The connection to it has ended. */
    void down(Seat seat) {
        if (seat.state == State.SENT) {
            seat.member.inFlight.decrementAndGet();
            fail(seat, Failure.LOST, seat.member.link().fault());
        } else if (seat.state == State.CONNECTING) {
            seat.attempts++;
            fail(seat, Failure.UNREACHABLE, seat.member.link().fault());
        }
    }

    /** It is not waited for any more. */
    void withdraw(Seat seat, Failure failure, String detail) {
        if (seat.state == State.SENT) {
            seat.member.inFlight.decrementAndGet();
            seat.member.link().cancel(seat.number);
            if (failure != Failure.CANCELLED) {
                seat.member.health.failed();
            }
        }
        seat.member.failed(failure);
        seat.noteFailure(failure, detail);
        end(seat);
    }

    /** The deadline has passed. */
    void expire(Seat seat) {
        expired = true;
        String words = "no answer until the deadline, " + options.deadline().toMillis() + " ms";
        if (seat.state == State.STILL) {
            ballot.close(seat.index);
        } else if (seat.mayHaveExecuted) {
            withdraw(seat, Failure.TIMED_OUT, words);
        } else {
            withdraw(seat, Failure.UNREACHABLE, seat.detail.isEmpty() ? words : seat.detail);
        }
    }

    /** What was waited for has not come in time, or the time has come. */
    void due(Seat seat) {
        String within = " within " + options.attemptTimeout().toMillis() + " ms";
        switch (seat.state) {
            case SENT -> {
                seat.member.inFlight.decrementAndGet();
                fail(seat, Failure.TIMED_OUT, "no answer" + within);
            }
            case CONNECTING -> {
                seat.attempts++;
                fail(seat, Failure.UNREACHABLE, "no connection" + within);
            }
            case PAUSED -> ask(seat);
            case IDLE, STILL -> {
                // Nothing is waited for.
            }
        }
    }

    /** Another replica was quicker. */
    void leave(Seat seat) {
        if (seat.state == State.SENT) {
            seat.member.inFlight.decrementAndGet();
            seat.member.cancelled.increment();
            seat.member.link().cancel(seat.number);
            engine.tookLonger(seat.member, engine.clock().nanos() - seat.sentNanos);
        }
        seat.rest();
    }
}
