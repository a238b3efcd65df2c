package dev.dunlin.call.ordered;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Topic;
import dev.dunlin.call.Answer;
import dev.dunlin.call.Pending;
import dev.dunlin.environment.Environment;
import dev.dunlin.link.BackOff;
import dev.dunlin.link.Waiting;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way into the log: published until the broker has it, the call's deadline has passed, or it is clear that
 * it never will. As it bears its name, publishing it twice does no harm.
 *
 * <p>Publishing, its answer and the pause before the next follow one another, on whatever thread; the replicas' answer comes
 * beside that.
 */
final class Submission {

    private static final long FIRST_PAUSE_NANOS = 2_000_000;
    private static final long LONGEST_PAUSE_NANOS = 500_000_000;
    private static final PublishOptions AT_ONCE =
            PublishOptions.builder().nonBlocking().build();

    private final Environment environment;
    private final Topic<byte[]> topic;
    private final byte[] entry;
    private final long deadlineNanos;
    private final CompletableFuture<Applied> result = new CompletableFuture<>();
    private volatile @Nullable Pending<Applied> pending;
    private volatile boolean mayBeInTheLog;
    private volatile boolean over;
    private final BackOff backOff = new BackOff(FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);

    Submission(Environment environment, Topic<byte[]> topic, byte[] entry, long deadlineNanos) {
        this.environment = environment;
        this.topic = topic;
        this.entry = entry;
        this.deadlineNanos = deadlineNanos;
    }

    /** Completes with what came of it, or with a {@link DunlinException}. */
    CompletableFuture<Applied> result() {
        return result;
    }

    /**
     * Publishes for the first time.
     *
     * @throws DunlinException if the broker will never take it; then it is not in the log
     */
    void publishFirst() {
        try {
            publish();
        } catch (DunlinException e) {
            if (!isWorthARetry(e)) {
                throw e;
            }
            publishLater();
        }
    }

    private void publish() {
        var unused = topic.publish(entry, AT_ONCE).acknowledged().whenComplete((receipt, failure) -> {
            if (failure == null) {
                mayBeInTheLog = true;
            } else {
                onFailure(Waiting.causeOf(failure));
            }
        });
    }

    private void onFailure(@Nullable Throwable cause) {
        DunlinException fault = cause instanceof DunlinException known
                ? known
                : new DunlinException(DunlinException.Reason.PROTOCOL, "publishing failed: " + cause, cause);
        mayBeInTheLog |= fault.effectMayHaveHappened();
        if (isWorthARetry(fault)) {
            publishLater();
        } else if (!mayBeInTheLog) {
            result.completeExceptionally(fault);
            giveUp();
        }
    }

    private static boolean isWorthARetry(DunlinException fault) {
        return fault.retryIsSafe() && fault.reason() != DunlinException.Reason.CLOSED;
    }

    private void publishLater() {
        long nanos = backOff.next(environment.random());
        if (environment.clock().nanos() + nanos < deadlineNanos && !over) {
            environment.scheduler().schedule(nanos, () -> environment.executor().execute(this::publishAgain));
        }
    }

    private void publishAgain() {
        if (over) {
            return;
        }
        try {
            publish();
        } catch (DunlinException e) {
            onFailure(e);
        }
    }

    /** The replicas are asked for what came of it. */
    void await(Pending<Applied> asked) {
        pending = asked;
        if (result.isDone()) {
            asked.cancel();
        }
        var unused = asked.answer().thenAccept(answer -> {
            over = true;
            conclude(answer);
        });
    }

    private void conclude(Answer<Applied> answer) {
        try {
            result.complete(answer.get());
        } catch (DunlinException e) {
            // What the replicas say is of the asking: whether the request is carried out, the log decides.
            result.completeExceptionally(new DunlinException(e.reason(), String.valueOf(e.getMessage()), e));
        }
    }

    /** Asks no more. */
    void giveUp() {
        over = true;
        Pending<Applied> asked = pending;
        if (asked != null) {
            asked.cancel();
        }
    }
}
