package dev.dunlin.call;

import dev.dunlin.call.Seat.State;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One call on its rounds: asks the replicas, asks again those that fail or differ, counts their votes, and ends with an answer;
 * and behind that goes on for a while with those that are not of that answer.
 *
 * <p>Events come from any thread, and are dealt with one at a time in the order in which they came, on the thread of whoever
 * found none being dealt with. So the state needs no lock, and users' code (decoding, equality, what is chained to the answer)
 * runs under none.
 */
final class Canvass<A> {

    /*
     * `events` is offered to before `waiting` is raised; whoever raises it from zero deals with events until it has lowered
     * it by as many as it took, which makes what one did happen before what the next does. A bound: an event comes from a
     * seat's attempt, of which there is one at a time, from a link that opens or ends, from the window's timer, and from the
     * user's cancel.
     */
    private final ConcurrentLinkedQueue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    private final CallEngine engine;
    private final Question<A> question;
    private final CallOptions options;
    private final Seat[] seats;
    private final Ballot<Reading<A>> ballot;
    private final @Nullable Hedge hedge;
    private final long startNanos;
    private final long deadlineNanos;
    private final CompletableFuture<Answer<A>> answer = new CompletableFuture<>();
    private final CompletableFuture<List<ReplicaReport>> repaired = new CompletableFuture<>();
    private volatile long dueNanos;

    private boolean decided;
    private boolean over;
    private @Nullable Reading<A> winner;
    private boolean expired;
    private boolean repairing;

    /** Who had given the answer when it was decided. */
    private long agreedAtFirst;

    /**
     * A call that has not begun.
     *
     * @param members whom to ask: all at once, or one after another if there is a hedge
     */
    Canvass(CallEngine engine, Question<A> question, CallOptions options, List<Member> members, @Nullable Hedge hedge) {
        this.engine = engine;
        this.question = question;
        this.options = options;
        this.hedge = hedge;
        this.seats = new Seat[members.size()];
        int[] weights = new int[seats.length];
        for (int i = 0; i < seats.length; i++) {
            seats[i] = new Seat(members.get(i), i);
            weights[i] = options.agreement().weight(members.get(i).link().address());
        }
        this.ballot =
                new Ballot<>(options.agreement(), weights, (one, other) -> one.isSame(other, question.equality()));
        this.startNanos = engine.clock().nanos();
        this.deadlineNanos = startNanos + options.deadline().toNanos();
        this.dueNanos = deadlineNanos;
    }

    CompletableFuture<Answer<A>> answer() {
        return answer;
    }

    CompletableFuture<List<ReplicaReport>> repaired() {
        return repaired;
    }

    /** When it next has something to do by itself, by the clock's nanoseconds. Any thread. */
    long dueNanos() {
        return dueNanos;
    }

    // Events, from any thread.

    /** Begins; once. */
    void begin(long number) {
        post(() -> {
            Arrays.stream(seats).forEach(seat -> seat.number = number);
            if (hedge == null) {
                for (Seat seat : seats) {
                    ask(seat);
                }
            } else {
                ask(seats[0]);
                hedge.begun(startNanos);
            }
        });
    }

    void onResponse(Member member, Frame.Response response) {
        postAlways(() -> {
            if (over) {
                member.late.increment();
            } else {
                respond(member, response);
                settle();
            }
        });
    }

    void onOpen(Member member) {
        post(() -> {
            Seat seat = seatOf(member);
            if (seat != null && seat.state == State.CONNECTING) {
                ask(seat);
            }
        });
    }

    void onDown(Member member) {
        post(() -> {
            Seat seat = seatOf(member);
            if (seat != null && seat.state == State.SENT) {
                member.inFlight.decrementAndGet();
                fail(seat, Failure.LOST, member.link().fault());
            } else if (seat != null && seat.state == State.CONNECTING) {
                seat.attempts++;
                fail(seat, Failure.UNREACHABLE, member.link().fault());
            }
        });
    }

    void onDue() {
        post(this::due);
    }

    void cancel() {
        post(() -> {
            if (!decided) {
                for (Seat seat : seats) {
                    if (!seat.answered) {
                        withdraw(seat, Failure.CANCELLED, "cancelled by the caller");
                    }
                }
            }
        });
    }

    /** Deals with an event unless the call is over by then. */
    private void post(Runnable event) {
        postAlways(() -> {
            if (!over) {
                event.run();
                settle();
            }
        });
    }

    private void postAlways(Runnable event) {
        events.add(event);
        if (waiting.getAndIncrement() != 0) {
            return;
        }
        int taken = 1;
        while (taken > 0) {
            for (int i = 0; i < taken; i++) {
                Runnable next = events.poll();
                if (next != null) {
                    next.run();
                }
            }
            taken = waiting.addAndGet(-taken);
        }
    }

    // From here on: one at a time.

    private @Nullable Seat seatOf(Member member) {
        for (Seat seat : seats) {
            if (seat.member.equals(member)) {
                return seat;
            }
        }
        return null;
    }

    private void ask(Seat seat) {
        long now = engine.clock().nanos();
        if (seat.attempts == 0) {
            seat.firstNanos = now;
            if (seat.member.link().state() == ReplicaLink.State.CONNECTING) {
                seat.state = State.CONNECTING;
                seat.dueNanos = now + options.attemptTimeout().toNanos();
                return;
            }
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
        if (question.body().length > link.maxBodyBytes()) {
            fail(
                    seat,
                    Failure.BAD_REQUEST,
                    "arguments of " + question.body().length + " bytes: it takes " + link.maxBodyBytes() + " at most");
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
                engine.clock().millis() + (deadlineNanos - now + 999_999) / 1_000_000,
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

    private void respond(Member member, Frame.Response response) {
        Seat seat = seatOf(member);
        boolean awaited = seat != null
                && seat.number == response.number()
                && (seat.state == State.SENT || (seat.state == State.PAUSED && !seat.answered));
        if (seat == null || !awaited) {
            member.late.increment();
            return;
        }
        long now = engine.clock().nanos();
        if (seat.state == State.SENT) {
            member.inFlight.decrementAndGet();
            if (response.attempt() == seat.attempts) {
                engine.tookAnswer(member, now - seat.sentNanos);
            }
        }
        engine.config().tracer().on(CallStep.RESULT_DELIVERED, question.procedure(), seat.number);
        if (response.result() instanceof Frame.Returned returned) {
            answered(seat, returned.body(), now);
        } else if (response.result() instanceof Frame.NotReturned not) {
            fail(seat, not.failure(), not.detail());
        }
    }

    private void answered(Seat seat, byte[] body, long now) {
        Reading<A> reading;
        try {
            reading = Reading.of(body, question.decode(), ballot.answers());
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

    private boolean mayAskAnew(Seat seat) {
        return hedge == null && !expired && seat.attempts < options.attempts() && (options.idempotent() || !seat.asked);
    }

    private void fail(Seat seat, Failure failure, String detail) {
        seat.member.failed(failure);
        if (failure != Failure.CANCELLED) {
            seat.member.health.failed();
        }
        seat.noteFailure(failure, detail);
        if (failure.isTransient() && seat.attempts < options.attempts()) {
            pause(seat);
        } else {
            end(seat);
        }
        if (hedge != null && !decided) {
            askNext();
        }
    }

    private void end(Seat seat) {
        seat.rest();
        seat.endedNanos = engine.clock().nanos();
        ballot.close(seat.index);
    }

    private void pause(Seat seat) {
        long most = Math.min(
                options.longestPause().toNanos(),
                options.firstPause().toNanos() << Math.min(20, Math.max(0, seat.attempts - 1)));
        seat.state = State.PAUSED;
        seat.dueNanos = engine.clock().nanos() + most / 2 + engine.random().nextLong(most / 2 + 1);
    }

    /** Asks the next replica that has not been asked, if there is one. */
    private boolean askNext() {
        for (Seat seat : seats) {
            if (seat.state == State.IDLE) {
                ask(seat);
                return true;
            }
        }
        return false;
    }

    private void withdraw(Seat seat, Failure failure, String detail) {
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

    private void due() {
        long now = engine.clock().nanos();
        if (now >= deadlineNanos) {
            expired = true;
            for (Seat seat : seats) {
                if (seat.state != State.STILL) {
                    withdraw(
                            seat,
                            Failure.TIMED_OUT,
                            "no answer until the deadline, "
                                    + options.deadline().toMillis() + " ms"
                                    + (seat.detail.isEmpty() ? "" : "; before that: " + seat.detail));
                } else {
                    ballot.close(seat.index);
                }
            }
            return;
        }
        for (Seat seat : seats) {
            if (seat.dueNanos <= now) {
                dueAt(seat);
            }
        }
        if (hedge != null && !decided && hedge.isDue(now) && askNext()) {
            engine.counters().hedges.increment();
        }
    }

    private void dueAt(Seat seat) {
        switch (seat.state) {
            case SENT -> {
                seat.member.inFlight.decrementAndGet();
                fail(
                        seat,
                        Failure.TIMED_OUT,
                        "no answer within " + options.attemptTimeout().toMillis() + " ms");
            }
            case CONNECTING -> {
                seat.attempts++;
                fail(
                        seat,
                        Failure.UNREACHABLE,
                        "no connection within " + options.attemptTimeout().toMillis() + " ms");
            }
            case PAUSED -> ask(seat);
            case IDLE, STILL -> {
                // Nothing is waited for.
            }
        }
    }

    /** After each event: whether the vote is decided, whom to ask again, whether all is over, when to look again. */
    private void settle() {
        if (!decided) {
            vote();
        }
        if (decided && !over) {
            repair();
        }
        if (!over) {
            long due = deadlineNanos;
            for (Seat seat : seats) {
                due = Math.min(due, seat.dueNanos);
            }
            if (hedge != null && !decided) {
                due = Math.min(due, hedge.dueNanos());
            }
            dueNanos = due;
            engine.window().wakeAt(due);
        }
    }

    private void vote() {
        Decision decision = ballot.decision();
        while (decision == Decision.UNDECIDED && !isInTheAir()) {
            if (hedge != null && askNext()) {
                return;
            }
            if (!askAnew()) {
                for (Seat seat : seats) {
                    ballot.close(seat.index);
                }
                decision = ballot.decision() == Decision.UNDECIDED ? Decision.TOO_FEW : ballot.decision();
            } else {
                decision = ballot.decision();
            }
        }
        if (decision != Decision.UNDECIDED) {
            conclude(decision);
        }
    }

    private boolean isInTheAir() {
        for (Seat seat : seats) {
            if (seat.isInTheAir()) {
                return true;
            }
        }
        return false;
    }

    /** All have spoken and do not agree: asks those again that are not of the largest group, or all if there is none. */
    private boolean askAnew() {
        boolean any = false;
        boolean tied = ballot.isTied();
        for (Seat seat : seats) {
            if (seat.answered && (tied || !ballot.isInHeaviest(seat.index)) && mayAskAnew(seat)) {
                askAnew(seat);
                any = true;
            }
        }
        return any;
    }

    /** What it would give from memory is known: where carrying the request out again does no harm, it is asked to. */
    private void askAnew(Seat seat) {
        seat.asked = true;
        if (options.idempotent()) {
            engine.window().close(seat.number);
            Long number = engine.openAgain(this);
            if (number == null) {
                end(seat);
                return;
            }
            seat.number = number;
        }
        pause(seat);
    }

    private void conclude(Decision decision) {
        decided = true;
        long now = engine.clock().nanos();
        Answer<A> made;
        Duration took = Duration.ofNanos(now - startNanos);
        if (decision == Decision.AGREED) {
            Reading<A> agreed = ballot.heaviest();
            winner = agreed;
            for (Seat seat : seats) {
                agreedAtFirst |= agrees(seat) ? 1L << seat.index : 0;
            }
            made = new Answer.Agreed<>(agreed.value(), reports(now), took);
        } else if (decision == Decision.SPLIT) {
            made = new Answer.Split<>(votes(), reports(now), took);
        } else {
            Tally tally = ballot.tally();
            made = new Answer.TooFew<>(tally.answered(), options.agreement().needed(tally.total()), reports(now), took);
        }
        engine.counters().count(made);
        if (hedge != null || decision != Decision.AGREED) {
            for (Seat seat : seats) {
                leave(seat, now);
            }
        }
        answer.complete(made);
    }

    /** The answer of a replica is not waited for any more. */
    private void leave(Seat seat, long now) {
        if (seat.state == State.SENT) {
            seat.member.inFlight.decrementAndGet();
            seat.member.cancelled.increment();
            seat.member.link().cancel(seat.number);
            engine.tookLonger(seat.member, now - seat.sentNanos);
        }
        seat.rest();
    }

    private boolean agrees(Seat seat) {
        Reading<A> of = ballot.answerOf(seat.index);
        Reading<A> agreed = winner;
        return of != null && agreed != null && of.isSame(agreed, question.equality());
    }

    private List<ReplicaReport> reports(long now) {
        List<ReplicaReport> reports = new ArrayList<>(seats.length);
        for (Seat seat : seats) {
            reports.add(seat.report(agrees(seat), now));
        }
        return reports;
    }

    private List<Answer.Vote<A>> votes() {
        Map<Reading<A>, List<String>> byAnswer = new LinkedHashMap<>();
        for (Reading<A> one : ballot.answers()) {
            List<String> of = new ArrayList<>();
            for (Seat seat : seats) {
                Reading<A> given = ballot.answerOf(seat.index);
                if (given != null && given.isSame(one, question.equality())) {
                    of.add(seat.member.link().address().toString());
                }
            }
            byAnswer.put(one, of);
        }
        return byAnswer.entrySet().stream()
                .map(entry -> new Answer.Vote<>(entry.getKey().value(), entry.getValue()))
                .sorted(Comparator.comparing(vote -> -vote.replicas().size()))
                .toList();
    }

    /** Behind a decision: goes on with those that may still come to be of the answer, and ends when there are none. */
    private void repair() {
        boolean goesOn = false;
        for (Seat seat : seats) {
            boolean reachable = seat.member.link().state() == ReplicaLink.State.OPEN;
            if (seat.answered && seat.state == State.STILL && winner != null && !agrees(seat) && reachable) {
                if (mayAskAnew(seat)) {
                    askAnew(seat);
                }
            } else if (seat.state == State.CONNECTING || (seat.state == State.PAUSED && !reachable)) {
                end(seat);
            }
            goesOn |= seat.isInTheAir();
        }
        if (goesOn && !repairing) {
            repairing = engine.beginRepair();
            goesOn = repairing;
        }
        if (!goesOn) {
            finish();
        }
    }

    private void finish() {
        over = true;
        dueNanos = Long.MAX_VALUE;
        for (Seat seat : seats) {
            if (seat.state == State.SENT) {
                seat.member.inFlight.decrementAndGet();
                seat.rest();
            }
            engine.window().close(seat.number);
            count(seat);
        }
        if (repairing) {
            engine.endRepair();
        }
        repaired.complete(reports(engine.clock().nanos()));
    }

    private void count(Seat seat) {
        boolean agrees = agrees(seat);
        if (seat.answered) {
            (agrees ? seat.member.agreed : seat.member.differed).increment();
        }
        if (winner != null && hedge == null && (agreedAtFirst & 1L << seat.index) == 0) {
            (agrees ? engine.counters().repaired : engine.counters().unrepaired).increment();
        }
    }
}
