package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.load.Sender;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** NATS core through jnats. Messages are not acknowledged and not kept; a flush asks whether the server has read them. */
final class NatsWire implements Wire {

    private static final String SUBJECT = "bench.load";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Connection connect(int port) throws IOException, InterruptedException {
        return Nats.connect(new Options.Builder()
                .server("nats://127.0.0.1:" + port)
                .noReconnect()
                .build());
    }

    @Override
    public void subscribe(int port, Consumer<byte[]> taker) throws IOException, InterruptedException {
        Connection connection = connect(port);
        Dispatcher dispatcher = connection.createDispatcher(message -> taker.accept(message.getData()));
        dispatcher.setPendingLimits(0, 0);
        dispatcher.subscribe(SUBJECT);
        flush(connection);
    }

    @Override
    public Sender sender(int port) throws IOException, InterruptedException {
        Connection connection = connect(port);
        return new Sender() {
            @Override
            public void send(byte[] payload) {
                connection.publish(SUBJECT, payload);
            }

            @Override
            public void flush() {
                NatsWire.flush(connection);
            }
        };
    }

    private static void flush(Connection connection) {
        try {
            connection.flush(PATIENCE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the server did not answer within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the server", e);
        }
    }
}
