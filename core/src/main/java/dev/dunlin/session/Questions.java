package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.environment.Environment;
import dev.dunlin.link.IoThread;
import dev.dunlin.link.Waiting;
import dev.dunlin.transport.Frame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the broker, and waits for its answers. {@link #ask} is for any thread; each caller waits, which bounds how many
 * questions are open.
 */
final class Questions {

    private final ClientLink link;
    private final Environment environment;
    private final SessionProxy proxy;
    private final long timeoutNanos;

    /** By number; belongs to the executor, as does the number. */
    private final Map<Long, Asked> open = new LinkedHashMap<>();

    private long lastId;

    Questions(ClientLink link, Environment environment, SessionProxy proxy, long timeoutNanos) {
        this.link = link;
        this.environment = environment;
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
            link.execute(() -> open.remove(asked.id));
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

    /** The connection is another: asks again what was not answered. On the executor. */
    void resume() {
        open.values().forEach(Asked::ask);
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
            ask();
        }

        private void ask() {
            link.send(new Frame.Ask(id, question));
        }

        @Override
        public void fail(DunlinException fault) {
            reply.completeExceptionally(fault);
        }
    }
}
