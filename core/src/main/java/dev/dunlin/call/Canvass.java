package dev.dunlin.call;

import dev.dunlin.call.Seat.State;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call on its rounds: has the replicas asked, has those asked again that fail or differ, and ends with an answer; and behind
 * that goes on for a while with those that are not of that answer.
 *
 * <p>Events come from any thread, and are dealt with one at a time in the order in which they came, on the thread of whoever
 * found none being dealt with. So the state needs no lock, and users' code (decoding, equality, what is chained to the answer)
 * runs under none.
 */
final class Canvass<A> {

    /*
     * A bound on what waits: an event comes from a seat's attempt, of which there is one at a time, from a link that opens or
     * ends, from the window's timer, and from the user's cancel or question for the repair.
     */
    private final OneByOne events = new OneByOne();

    private final CallEngine engine;
    private final Question<A> question;
    private final CallOptions options;
    private final Seat[] seats;
    private final Ballot<Reading<A>> ballot;
    private final Asker<A> asker;
    private final @Nullable Hedge hedge;
    private final long startNanos;
    private final long deadlineNanos;
    private final CompletableFuture<Answer<A>> answer = new CompletableFuture<>();
    private volatile long dueNanos;

    /** Made when somebody asks for it, which is seldom. */
    private @Nullable CompletableFuture<List<ReplicaReport>> repaired;

    private long overNanos;

    private boolean begun;
    private boolean cancelled;
    private boolean decided;
    private boolean over;
    private @Nullable Reading<A> winner;
    private boolean repairing;

    /** Who had given the answer when it was decided. */
    private long agreedAtFirst;

    /**
     * A call that has not begun.
     *
     * @param members whom to ask: all at once, or one after another if there is a hedge
     * @throws IllegalArgumentException if the agreement can not be reached by them
     */
    Canvass(CallEngine engine, Question<A> question, CallOptions options, List<Member> members, @Nullable Hedge hedge) {
        this.engine = engine;
        this.question = question;
        this.options = options;
        this.hedge = hedge;
        this.seats = new Seat[members.size()];
        int[] weights = new int[seats.length];
        int total = 0;
        for (int i = 0; i < seats.length; i++) {
            seats[i] = new Seat(members.get(i), i);
            weights[i] = options.agreement().weight(members.get(i).link().address());
            total += weights[i];
        }
        options.agreement().checkReach(seats.length, total);
        this.ballot =
                new Ballot<>(options.agreement(), weights, (one, other) -> one.isSame(other, question.equality()));
        this.startNanos = engine.clock().nanos();
        this.deadlineNanos = startNanos + options.deadline().toNanos();
        this.asker = new Asker<>(engine, question, options, ballot, deadlineNanos, hedge == null);
        this.dueNanos = deadlineNanos;
    }

    CompletableFuture<Answer<A>> answer() {
        return answer;
    }

    /** What each replica has done when the call is over. Any thread. */
    CompletionStage<List<ReplicaReport>> repaired() {
        CompletableFuture<List<ReplicaReport>> asked = new CompletableFuture<>();
        events.run(() -> {
            CompletableFuture<List<ReplicaReport>> known = repaired;
            if (known == null) {
                known = new CompletableFuture<>();
                repaired = known;
                tellRepaired();
            }
            var unused = known.thenAccept(asked::complete);
        });
        return asked.minimalCompletionStage();
    }

    /** When it next has something to do by itself, by the clock's nanoseconds. Any thread. */
    long dueNanos() {
        return dueNanos;
    }

    // Events, from any thread.

    /** Begins; once. What comes of links before is seen then: the call is known by its number a moment earlier. */
    void begin(long number) {
        events.run(() -> {
            begun = true;
            for (Seat seat : seats) {
                seat.number = number;
            }
            if (cancelled) {
                withdraw();
            } else if (hedge == null) {
                asker.ask(seats);
            } else {
                asker.ask(seats[0]);
                hedge.begun(startNanos);
            }
            settle();
        });
    }

    void onResponse(Member member, Frame.Response response) {
        events.run(() -> {
            Seat seat = seatOf(member);
            if (over || seat == null) {
                member.late.increment();
            } else {
                asker.respond(seat, response);
                settle();
            }
        });
    }

    void onOpen(Member member) {
        post(() -> {
            Seat seat = seatOf(member);
            if (seat != null && seat.state == State.CONNECTING) {
                asker.ask(seat);
            }
        });
    }

    void onDown(Member member) {
        post(() -> {
            Seat seat = seatOf(member);
            if (seat != null) {
                asker.down(seat);
            }
        });
    }

    void onDue() {
        post(this::due);
    }

    void cancel() {
        events.run(() -> {
            cancelled = true;
            if (begun && !over) {
                withdraw();
                settle();
            }
        });
    }

    /** Does nothing more for the call if it has its answer. */
    void endRepair() {
        post(() -> {
            if (decided) {
                finish();
            }
        });
    }

    /** Deals with an event, unless the call has not begun or is over by then. */
    private void post(Runnable event) {
        events.run(() -> {
            if (begun && !over) {
                event.run();
                settle();
            }
        });
    }

    // From here on: one at a time.

    private void withdraw() {
        for (Seat seat : seats) {
            if (!decided && !seat.answered) {
                asker.withdraw(seat, Failure.CANCELLED, "cancelled by the caller");
            }
        }
    }

    private @Nullable Seat seatOf(Member member) {
        for (Seat seat : seats) {
            if (seat.member.equals(member)) {
                return seat;
            }
        }
        return null;
    }

    private void due() {
        long now = engine.clock().nanos();
        if (now >= deadlineNanos) {
            for (Seat seat : seats) {
                asker.expire(seat);
            }
            return;
        }
        for (Seat seat : seats) {
            if (seat.dueNanos <= now) {
                asker.due(seat);
            }
        }
        if (hedge != null && !decided && hedge.isDue(now) && askNext()) {
            engine.counters().hedges.increment();
        }
    }

    /** Asks the next replica that has not been asked, if there is one. */
    private boolean askNext() {
        for (Seat seat : seats) {
            if (seat.state == State.IDLE) {
                asker.ask(seat);
                return true;
            }
        }
        return false;
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
        while (decision == Decision.UNDECIDED && hedge != null && !isAnyAsked() && askNext()) {
            decision = ballot.decision();
        }
        while (decision == Decision.UNDECIDED && !isAnyInTheAir()) {
            boolean goesOn = askAnew();
            if (!goesOn) {
                for (Seat seat : seats) {
                    ballot.close(seat.index);
                }
            }
            decision = ballot.decision();
            if (!goesOn && decision == Decision.UNDECIDED) {
                decision = Decision.TOO_FEW;
            }
        }
        if (decision != Decision.UNDECIDED) {
            conclude(decision);
        }
    }

    private boolean isAnyAsked() {
        for (Seat seat : seats) {
            if (seat.state == State.SENT || seat.state == State.CONNECTING) {
                return true;
            }
        }
        return false;
    }

    private boolean isAnyInTheAir() {
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
            if (seat.answered && (tied || !ballot.isInHeaviest(seat.index)) && asker.mayAskAnew(seat)) {
                asker.askAnew(seat, this);
                any = true;
            }
        }
        return any;
    }

    private void conclude(Decision decision) {
        decided = true;
        long now = engine.clock().nanos();
        if (decision == Decision.AGREED) {
            winner = ballot.heaviest();
            for (Seat seat : seats) {
                agreedAtFirst |= agrees(seat) ? 1L << seat.index : 0;
            }
        }
        Answer<A> made = Minutes.answer(
                decision,
                ballot,
                options.agreement(),
                Minutes.reports(seats, this::agrees, now),
                Duration.ofNanos(now - startNanos));
        engine.counters().count(made);
        if (hedge != null || winner == null) {
            for (Seat seat : seats) {
                asker.leave(seat);
            }
        }
        answer.complete(made);
    }

    private boolean agrees(Seat seat) {
        Reading<A> of = ballot.answerOf(seat.index);
        Reading<A> agreed = winner;
        return of != null && agreed != null && of.isSame(agreed, question.equality());
    }

    /** Behind a decision: goes on with those that may still come to be of the answer, and ends when there are none. */
    private void repair() {
        boolean goesOn = false;
        for (Seat seat : seats) {
            boolean reachable = seat.member.link().state() != ReplicaLink.State.DOWN;
            if (seat.answered && seat.state == State.STILL) {
                if (winner != null && !agrees(seat) && reachable && asker.mayAskAnew(seat)) {
                    asker.askAnew(seat, this);
                }
            } else if (seat.state == State.PAUSED && !reachable) {
                asker.end(seat);
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
        overNanos = engine.clock().nanos();
        long closed = 0;
        for (Seat seat : seats) {
            if (seat.state == State.SENT) {
                seat.member.inFlight.decrementAndGet();
                seat.rest();
            }
            // One number for all, but for those that were asked anew.
            if (seat.number != closed) {
                closed = seat.number;
                engine.window().close(closed);
            }
            count(seat);
        }
        if (repairing) {
            engine.endRepair();
        }
        tellRepaired();
    }

    private void tellRepaired() {
        if (over && repaired != null) {
            repaired.complete(Minutes.reports(seats, this::agrees, overNanos));
        }
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
