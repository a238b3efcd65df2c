package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Asks the broker, and waits for its answers. {@link #ask} is for any thread; each caller waits, which bounds how many
 * questions are open.
 */
final class Questions {

    private final Connection connection;
    private final Environment environment;
    private final Executor executor;
    private final SessionProxy proxy;
    private final long timeoutNanos;

    /** By number; belongs to the executor, as does the number. */
    private final Map<Long, Asked> open = new HashMap<>();

    private long lastId;

    Questions(
            Connection connection, Environment environment, Executor executor, SessionProxy proxy, long timeoutNanos) {
        this.connection = connection;
        this.environment = environment;
        this.executor = executor;
        this.proxy = proxy;
        this.timeoutNanos = timeoutNanos;
    }

    /**
     * Asks, and waits.
     *
     * @throws DunlinException the broker's refusal, the session's end, TIMED_OUT, or WOULD_BLOCK on a thread that serves a
     *     connection
     */
    Frame.Reply ask(Frame.Question question) {
        IoThread.checkMayWait("asking for " + question);
        Asked asked = new Asked(question);
        proxy.submit(asked);
        Frame.Reply reply;
        try {
            reply = Waiting.await(environment, asked.reply, timeoutNanos, "the answer to " + question);
        } catch (DunlinException e) {
            executor.execute(() -> open.remove(asked.id));
            throw e;
        }
        if (reply instanceof Frame.Unanswered refusal) {
            throw new DunlinException(refusal.reason(), refusal.detail());
        }
        return reply;
    }

    /** An answer has come. On the executor. */
    void onAnswer(Frame.Answer answer) {
        if (answer.id() > lastId || answer.id() <= 0) {
            throw new ProtocolFault("Answer id=" + answer.id() + ": the last question was " + lastId);
        }
        Asked asked = open.remove(answer.id());
        if (asked != null) {
            asked.reply.complete(answer.reply());
        }
    }

    /** No answer will come any more. On the executor. */
    void end(DunlinException fault) {
        open.values().forEach(asked -> asked.fail(fault));
        open.clear();
    }

    private final class Asked implements Outbound.Call {

        private final Frame.Question question;
        private final CompletableFuture<Frame.Reply> reply = new CompletableFuture<>();
        private long id;

        Asked(Frame.Question question) {
            this.question = question;
        }

        @Override
        public void send() {
            id = ++lastId;
            open.put(id, this);
            connection.send(new Frame.Ask(id, question));
        }

        @Override
        public void fail(DunlinException fault) {
            reply.completeExceptionally(fault);
        }
    }
}
