package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.load.Sender;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * NATS JetStream through jnats: every message is kept in the server's memory for a time, every publish is acknowledged, and
 * every acknowledgement looked at. Deliveries are not acknowledged.
 */
final class JetStreamWire implements Wire {

    private static final String STREAM = "bench";
    private static final String SUBJECT = "bench.load";

    /** Connects, and makes the stream unless it is there already. */
    private static Connection connect(int port) throws IOException, InterruptedException {
        Connection connection = Nats.connect(new Options.Builder()
                .server("nats://127.0.0.1:" + port)
                .noReconnect()
                .dontForceFlushOnRequest()
                .build());
        StreamConfiguration stream = StreamConfiguration.builder()
                .name(STREAM)
                .subjects(SUBJECT)
                .storageType(StorageType.Memory)
                .maxAge(TcpRows.TTL)
                .duplicateWindow(TcpRows.TTL)
                .build();
        try {
            connection.jetStreamManagement().addStream(stream);
        } catch (JetStreamApiException e) {
            throw new IOException("the server does not make stream " + STREAM, e);
        }
        return connection;
    }

    @Override
    public void subscribe(int port, Consumer<byte[]> taker) throws IOException, InterruptedException {
        Connection connection = connect(port);
        ConsumerConfiguration consumer = ConsumerConfiguration.builder()
                .ackPolicy(AckPolicy.None)
                .deliverPolicy(DeliverPolicy.All)
                .build();
        try {
            Dispatcher dispatcher = connection.createDispatcher();
            dispatcher.setPendingLimits(0, 0);
            connection
                    .jetStream()
                    .subscribe(
                            SUBJECT,
                            dispatcher,
                            message -> taker.accept(message.getData()),
                            false,
                            PushSubscribeOptions.builder()
                                    .configuration(consumer)
                                    .build());
        } catch (JetStreamApiException e) {
            throw new IOException("the server does not make a consumer of stream " + STREAM, e);
        }
    }

    @Override
    public Sender sender(int port) throws IOException, InterruptedException {
        return new WindowSender(connect(port).jetStream());
    }

    /** Publishes up to a window ahead of the oldest publish whose acknowledgement it has not looked at. */
    private static final class WindowSender implements Sender {

        private static final int WINDOW = 1 << 12;

        private final JetStream stream;
        private final @Nullable CompletableFuture<PublishAck>[] acknowledgements = newWindow();
        private int next;

        WindowSender(JetStream stream) {
            this.stream = stream;
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private static @Nullable CompletableFuture<PublishAck>[] newWindow() {
            return new CompletableFuture[WINDOW];
        }

        @Override
        public void send(byte[] payload) {
            look(next);
            acknowledgements[next] = stream.publishAsync(SUBJECT, payload);
            next = (next + 1) & (WINDOW - 1);
        }

        @Override
        public void flush() {
            for (int i = 0; i < WINDOW; i++) {
                look(i);
                acknowledgements[i] = null;
            }
        }

        /** Waits for the acknowledgement; throws if the server said no, or said it for another stream. */
        private void look(int index) {
            CompletableFuture<PublishAck> acknowledgement = acknowledgements[index];
            if (acknowledgement != null && acknowledgement.join().getSeqno() <= 0) {
                throw new IllegalStateException(
                        "acknowledged with sequence " + acknowledgement.join().getSeqno());
            }
        }
    }
}
