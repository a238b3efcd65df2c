package dev.dunlin.session;

import dev.dunlin.call.Replica;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of calls: takes requests to a replica, and its results back. {@link #onRequest} and {@link #onCancel} are
 * for the connection's executor; results come on any thread.
 */
final class CallAdapter {

    private final Replica replica;
    private final ServerLink link;
    private final int maxBodyBytes;

    CallAdapter(Replica replica, ServerConfig config, ServerLink link) {
        this.replica = replica;
        this.link = link;
        this.maxBodyBytes = Protocol.maxMessageBytes(config.limits());
    }

    void onRequest(long caller, Frame.Request frame) {
        if (frame.oneWay()) {
            replica.take(caller, frame, result -> {});
            return;
        }
        Reply reply = new Reply(frame);
        replica.take(caller, frame, reply);
        reply.taking = null;
    }

    /** Takes the result of a request back. */
    private final class Reply implements Consumer<Frame.Result> {

        private final Frame.Request request;

        /** The thread that has the request taken, until that has been done; others see it or null, and are not it. */
        private @Nullable Thread taking = Thread.currentThread();

        Reply(Frame.Request request) {
            this.request = request;
        }

        @Override
        public void accept(Frame.Result result) {
            respond(request, result, Thread.currentThread().equals(taking));
        }
    }

    void onCancel(long caller, Frame.Cancel frame) {
        replica.cancel(caller, frame.number());
    }

    private void respond(Frame.Request request, Frame.Result result, boolean inTurn) {
        Frame.Result sent = result;
        if (result instanceof Frame.Returned returned && returned.body().length > maxBodyBytes) {
            sent = new Frame.NotReturned(
                    Failure.TOO_LARGE,
                    "an answer of " + returned.body().length + " bytes: at most " + maxBodyBytes + " can be sent");
        }
        Frame.Response response = new Frame.Response(request.number(), request.attempt(), replica.position(), sent);
        if (inTurn) {
            link.answer(response);
        } else {
            link.send(response);
            link.flush();
        }
    }
}
