package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Receipt;
import dev.dunlin.environment.Environment;
import dev.dunlin.link.Waiting;
import dev.dunlin.transport.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The broker's word on its way: a message from the call that publishes it until it is answered. */
final class RemoteReceipt implements Receipt, Outbound {

    /*
     * `outcome` is null until the connection's executor sets it, once, to an Accepted or Refused that it shares with its
     * neighbours, or to the fault that ended the session. `promise` is made by the first who asks for a stage. The
     * executor: set outcome; read promise. The asker: set promise; read outcome. All four are volatile accesses in one
     * total order, so one of the two completes the promise; if both do, the second does nothing.
     *
     * `id`, `message` and `next` belong to the executor; the first two are published to others by the write of `outcome`.
     */
    private static final VarHandle PROMISE;

    static {
        try {
            PROMISE = MethodHandles.lookup().findVarHandle(RemoteReceipt.class, "promise", CompletableFuture.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Environment environment;
    private final String topic;
    private final long cost;
    private Frame.@Nullable Outgoing message;
    private long id;

    /** Who was sent after it, in the list of those that were not answered. */
    private @Nullable RemoteReceipt next;

    private volatile @Nullable Object outcome;
    private volatile @Nullable CompletableFuture<Receipt> promise;

    RemoteReceipt(Environment environment, Frame.Outgoing message, long cost) {
        this.environment = environment;
        this.topic = message.topic();
        this.message = message;
        this.cost = cost;
    }

    /** What it takes up in the window, in bytes. */
    long cost() {
        return cost;
    }

    /** Its number; 0 until it is sent. */
    long id() {
        return id;
    }

    /** The next in the list that it is in. */
    @Nullable
    RemoteReceipt next() {
        return next;
    }

    /** Puts another behind it, or nobody. */
    void follow(@Nullable RemoteReceipt other) {
        next = other;
    }

    /** It is sent now, under a number. */
    Frame.Outgoing sentAs(long number) {
        id = number;
        return Objects.requireNonNull(message, "answered already");
    }

    /** It is sent again, under the number that it has. */
    Frame.Outgoing sentAgain() {
        return Objects.requireNonNull(message, "answered already");
    }

    /** The broker has answered, for a run of messages to which this one belongs. */
    void answer(Frame.Outcome answer) {
        settle(answer);
    }

    @Override
    public void fail(DunlinException fault) {
        settle(fault);
    }

    private void settle(Object word) {
        message = null;
        outcome = word;
        CompletableFuture<Receipt> asked = promise;
        if (asked != null) {
            complete(asked, word);
        }
    }

    private void complete(CompletableFuture<Receipt> asked, Object word) {
        if (word instanceof Frame.Accepted) {
            asked.complete(this);
        } else {
            asked.completeExceptionally(faultOf(word));
        }
    }

    private static DunlinException faultOf(Object word) {
        if (word instanceof Frame.Refused refused) {
            return new DunlinException(refused.reason(), refused.detail());
        }
        DunlinException fault = (DunlinException) word;
        return new DunlinException(fault.reason(), String.valueOf(fault.getMessage()), fault);
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public boolean isDone() {
        return outcome != null;
    }

    @Override
    public CompletionStage<Receipt> acknowledged() {
        CompletableFuture<Receipt> asked = promise;
        if (asked == null) {
            PROMISE.compareAndSet(this, null, new CompletableFuture<Receipt>());
            asked = Objects.requireNonNull(promise);
        }
        Object word = outcome;
        if (word != null && !asked.isDone()) {
            complete(asked, word);
        }
        return asked;
    }

    @Override
    public long sequence() {
        Frame.Accepted run = word();
        if (run.dueMillis() != 0) {
            throw new IllegalStateException("the message is delayed until " + Instant.ofEpochMilli(run.dueMillis())
                    + ": it is given its place then");
        }
        return run.firstSequence() + (id - run.firstId());
    }

    @Override
    public Instant accepted() {
        return Instant.ofEpochMilli(word().acceptedMillis());
    }

    @Override
    public Optional<Instant> expires() {
        long expires = word().expiresMillis();
        return expires == Envelope.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires));
    }

    @Override
    public Optional<Instant> due() {
        long due = word().dueMillis();
        return due == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due));
    }

    private Frame.Accepted word() {
        Object word = outcome;
        if (word == null) {
            Waiting.await(environment, acknowledged(), Waiting.WITHOUT_BOUND, "the answer to a publish");
            word = Objects.requireNonNull(outcome);
        }
        if (word instanceof Frame.Accepted run) {
            return run;
        }
        throw faultOf(word);
    }
}
