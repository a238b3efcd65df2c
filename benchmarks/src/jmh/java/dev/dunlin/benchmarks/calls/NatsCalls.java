package dev.dunlin.benchmarks.calls;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Request and reply by NATS core through jnats: the request goes to nats-server, and from there to who answers. */
final class NatsCalls implements CallWire {

    private static final String SUBJECT = "bench.exam";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Connection open(List<Integer> ports) throws IOException, InterruptedException {
        return Nats.connect(new Options.Builder()
                .server("nats://127.0.0.1:" + ports.get(0))
                .noReconnect()
                .dontForceFlushOnRequest()
                .build());
    }

    @Override
    public void serve(List<Integer> ports, int index, CallServer server)
            throws IOException, InterruptedException, TimeoutException {
        Connection connection = open(ports);
        connection
                .createDispatcher(request ->
                        server.answer(request.getData(), answer -> connection.publish(request.getReplyTo(), answer)))
                .subscribe(SUBJECT);
        connection.flush(PATIENCE);
    }

    @Override
    public CallPeer connect(List<Integer> ports) throws IOException, InterruptedException {
        Connection connection = open(ports);
        return body -> connection.request(SUBJECT, body).thenApply(Message::getData);
    }
}
