package dev.dunlin.survival;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.Ttl;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;

/** The main class of a process that a test kills or stops: a server, or a publisher. */
final class Peer {

    /** What a client's messages are published with: nothing is to expire meanwhile. */
    static final PublishOptions KEPT = PublishOptions.ttl(Ttl.FOREVER);

    static final String TOPIC = "survival";
    static final String LISTENING = "listening ";
    static final String ACKNOWLEDGED = "acknowledged ";

    private static final int MOST_UNACKNOWLEDGED = 256;

    private Peer() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("server")) {
            serve(arguments[1]);
        } else {
            publish(arguments[1], arguments[2]);
        }
    }

    /** Serves until the standard input ends. */
    private static void serve(String address) throws IOException {
        ServerConfig config = ServerConfig.builder()
                .address(address)
                .heartbeat(Duration.ofMillis(300))
                .build();
        try (Broker broker = Broker.inMemory(BrokerConfig.builder().build());
                BrokerServer server = BrokerServer.serve(broker, config)) {
            System.out.println(LISTENING + server.address());
            while (System.in.read() >= 0) {
                // Whoever started this says nothing, and ends it by hanging up.
            }
        }
    }

    /** Publishes numbered messages until it is killed, and says how many have been acknowledged. */
    private static void publish(String address, String name) {
        Broker broker = Broker.connect(address);
        Topic<String> topic = broker.topic(TOPIC, Codec.utf8());
        ArrayDeque<Receipt> open = new ArrayDeque<>();
        long acknowledged = 0;
        for (long number = 0; ; number++) {
            open.add(topic.publish(name + ":" + number, KEPT));
            while (open.size() >= MOST_UNACKNOWLEDGED
                    || (!open.isEmpty() && open.element().isDone())) {
                open.remove().sequence();
                acknowledged++;
            }
            if (number % MOST_UNACKNOWLEDGED == 0) {
                System.out.println(ACKNOWLEDGED + acknowledged);
            }
        }
    }
}
