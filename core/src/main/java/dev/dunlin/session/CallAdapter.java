package dev.dunlin.session;

import dev.dunlin.call.Replica;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;

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
        Thread thread = Thread.currentThread();
        boolean[] taking = {true};
        replica.take(caller, frame, result -> {
            // Read by the thread that writes it, or not at all.
            boolean inTurn = Thread.currentThread().equals(thread) && taking[0];
            respond(frame, result, inTurn);
        });
        taking[0] = false;
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
