package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.load.Sender;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/**
 * ActiveMQ Artemis through its core client: messages that are not durable and expire, sent without waiting for the broker,
 * acknowledged by subscribers a megabyte at a time; each subscriber has a temporary queue of a multicast address.
 */
final class ArtemisWire implements Wire {

    private static final SimpleString ADDRESS = SimpleString.of("bench.load");
    private static final int WINDOW_BYTES = 1 << 20;

    /** Longer than anything waits here: what expires before it is delivered would count as lost. */
    private static final Duration TTL = Duration.ofMinutes(1);

    private final AtomicInteger queues = new AtomicInteger();

    private static ClientSession connect(int port) throws IOException {
        try {
            ServerLocator locator = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + port)
                    .setBlockOnNonDurableSend(false)
                    .setBlockOnAcknowledge(false)
                    .setProducerWindowSize(WINDOW_BYTES)
                    .setConsumerWindowSize(WINDOW_BYTES);
            return locator.createSessionFactory().createSession(true, true, WINDOW_BYTES);
        } catch (Exception e) {
            throw new IOException("no Artemis at port " + port, e);
        }
    }

    @Override
    public void subscribe(int port, Consumer<byte[]> taker) throws IOException {
        ClientSession session = connect(port);
        String queue = "bench." + ProcessHandle.current().pid() + "." + queues.incrementAndGet();
        try {
            session.createQueue(QueueConfiguration.of(queue)
                    .setAddress(ADDRESS)
                    .setRoutingType(RoutingType.MULTICAST)
                    .setDurable(false)
                    .setTemporary(true));
            var unused = session.createConsumer(queue).setMessageHandler(message -> take(message, taker));
            session.start();
        } catch (ActiveMQException e) {
            throw new IOException("Artemis makes no queue " + queue, e);
        }
    }

    private static void take(ClientMessage message, Consumer<byte[]> taker) {
        byte[] payload = new byte[message.getBodyBuffer().readableBytes()];
        message.getBodyBuffer().readBytes(payload);
        taker.accept(payload);
        try {
            message.acknowledge();
        } catch (ActiveMQException e) {
            throw new IllegalStateException("not acknowledged", e);
        }
    }

    @Override
    public Sender sender(int port) throws IOException {
        ClientSession session = connect(port);
        try {
            return new ArtemisSender(session, session.createProducer(ADDRESS));
        } catch (ActiveMQException e) {
            throw new IOException("Artemis takes no producer for " + ADDRESS, e);
        }
    }

    private record ArtemisSender(ClientSession session, ClientProducer producer) implements Sender {

        @Override
        public void send(byte[] payload) {
            ClientMessage message = session.createMessage(false);
            message.setExpiration(System.currentTimeMillis() + TTL.toMillis());
            message.getBodyBuffer().writeBytes(payload);
            try {
                producer.send(message);
            } catch (ActiveMQException e) {
                throw new IllegalStateException("not sent", e);
            }
        }

        /** A question is answered after what was sent before it on the same session. */
        @Override
        public void flush() {
            try {
                var unused = session.addressQuery(ADDRESS);
            } catch (ActiveMQException e) {
                throw new IllegalStateException("the broker does not answer", e);
            }
        }
    }
}
