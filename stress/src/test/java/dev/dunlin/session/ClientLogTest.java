package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.inmemory.InMemoryTransport;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What a client logs of a server that puts lines of its own into what it says. */
final class ClientLogTest {

    private static final URI ADDRESS = URI.create("inmem://forger");
    private static final String FORGED = "bye\"\r\nevent=forged peer=nobody";

    /** How many are welcomed. */
    private static final int WELCOME = 2;

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
    private final InMemoryTransport transport = new InMemoryTransport(InMemoryTransport.Names.OWN);
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private int came;

    @Test
    void everyEventIsOneLineOfKeysAndValuesWhateverServersSay() {
        Logger logger = Logger.getLogger("dev.dunlin.session");
        logger.addHandler(handler);
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        try {
            transport.listen(ADDRESS, world, TransportLimits.DEFAULT, Forger::new);
            world.run();
            try (BrokerClient client = connect()) {
                client.subscribe("bye", Codec.utf8(), SubscribeOptions.DEFAULT, message -> {
                    throw new IllegalStateException(FORGED);
                });
                world.advance(Duration.ofSeconds(10));
            }
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(null);
            logger.setUseParentHandlers(true);
        }

        assertThat(records)
                .extracting(LogRecord::getMessage)
                .allMatch(line -> SessionLogTest.LINE.matcher(line).matches());
        assertThat(records)
                .extracting(record -> record.getMessage().split(" ", 2)[0])
                .contains(
                        "event=opened",
                        "event=sent-away",
                        "event=handler-failed",
                        "event=connection-ended",
                        "event=resumed",
                        "event=attempt-failed",
                        "event=reconnecting",
                        "event=closed");
    }

    private BrokerClient connect() {
        ClientConfig config = ClientConfig.builder()
                .environment(world)
                .transport(transport)
                .reconnectFor(Duration.ofSeconds(5))
                .build();
        return BrokerClient.connect(ADDRESS, config);
    }

    /** A server that welcomes its first clients, sends them a message and away, and refuses all that come later. */
    private final class Forger implements Receiver {

        private final Connection connection;

        Forger(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onFrame(Frame frame) {
            if (frame instanceof Frame.Hello && ++came > WELCOME) {
                connection.send(new Frame.Goodbye(CloseReason.LIMIT_REACHED, FORGED));
            } else if (frame instanceof Frame.Hello) {
                connection.send(new Frame.Welcome(Frame.VERSION, FORGED, 1, 1_000, 4, 1, true, true));
            } else if (frame instanceof Frame.Subscribe) {
                Envelope envelope = new Envelope("bye", 0, 1, Envelope.NEVER, new byte[1], Attributes.NONE);
                connection.send(new Frame.Deliver(1, List.of(new Frame.Delivery(envelope, 1))));
                connection.send(new Frame.GoAway(FORGED));
                connection.send(new Frame.Goodbye(CloseReason.OVERFLOW, FORGED));
            }
            connection.flush();
        }

        @Override
        public void onPause() {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed(Closed how) {}
    }
}
