package dev.dunlin.survival;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Poller;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.Ttl;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The main class of a process that a test kills or stops: a server, a publisher, a subscriber, or a member of a group. */
final class Peer {

    /** What a client's messages are published with: nothing is to expire meanwhile. */
    static final PublishOptions KEPT = PublishOptions.ttl(Ttl.FOREVER);

    static final String TOPIC = "survival";
    static final String LISTENING = "listening ";
    static final String ACKNOWLEDGED = "acknowledged ";
    static final String BORN = "born:";
    static final String KEEPS = "keeps ";
    static final String ALL_SAID = "no more";
    static final String TOOK = "took ";

    /** How many messages a member of a group has taken and not acknowledged. */
    static final int HELD = 32;

    private static final int MOST_UNACKNOWLEDGED = 256;

    private Peer() {}

    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "server" -> serve(arguments[1], arguments.length > 2 ? arguments[2] : null);
            case "publisher" -> publish(arguments[1], arguments[2]);
            case "subscriber" -> subscribe(arguments[1], Long.parseLong(arguments[2]));
            case "member" -> join(arguments[1], arguments[2]);
            default -> throw new IllegalArgumentException("no such part: " + arguments[0]);
        }
    }

    /**
     * Serves until the standard input ends or SIGTERM comes; then sends its clients elsewhere. One that has a name begins its
     * topic with it, so that whoever is given the topic knows which broker's it is, and says in the end what it has kept.
     */
    private static void serve(String address, @Nullable String name) throws IOException {
        ServerConfig config = ServerConfig.builder()
                .address(address)
                .heartbeat(Duration.ofMillis(300))
                .closeTimeout(Duration.ofSeconds(20))
                .build();
        Broker broker = Broker.inMemory(BrokerConfig.builder().build());
        if (name != null) {
            broker.topic(TOPIC, Codec.utf8()).publish(BORN + name, KEPT);
        }
        BrokerServer server = BrokerServer.serve(broker, config);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            if (name != null) {
                tellWhatIsKept(broker);
            }
            broker.close();
        }));
        System.out.println(LISTENING + server.address());
        while (System.in.read() >= 0) {
            // Whoever started this says nothing, and ends it by hanging up, or by a signal.
        }
        System.exit(0);
    }

    /** Says of each publisher which numbers are there, from which to which, and how many out of their order. */
    private static void tellWhatIsKept(Broker broker) {
        Map<String, long[]> kept = new TreeMap<>();
        try (Poller<String> poller = broker.poller(TOPIC, Codec.utf8(), SubscribeOptions.from(Position.earliest()))) {
            for (List<Message<String>> batch = poller.poll(1_000, Duration.ofMillis(100));
                    !batch.isEmpty();
                    batch = poller.poll(1_000, Duration.ofMillis(100))) {
                for (Message<String> message : batch) {
                    String[] parts = message.value().split(":", 2);
                    if (!message.value().startsWith(BORN)) {
                        long number = Long.parseLong(parts[1]);
                        long[] run = kept.computeIfAbsent(parts[0], publisher -> new long[] {number, number - 1, 0});
                        run[2] += number == run[1] + 1 ? 0 : 1;
                        run[1] = number;
                    }
                }
            }
        }
        kept.forEach(
                (publisher, run) -> System.out.println(KEEPS + publisher + " " + run[0] + " " + run[1] + " " + run[2]));
        System.out.println(KEEPS + ALL_SAID);
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

    /** Is given what is kept from a sequence on until it is killed, and says each that it has been given. */
    private static void subscribe(String address, long from) {
        Broker broker = Broker.connect(address);
        try (Poller<String> poller =
                broker.poller(TOPIC, Codec.utf8(), SubscribeOptions.from(Position.sequence(from)))) {
            while (true) {
                StringBuilder said = new StringBuilder();
                for (Message<String> message : poller.poll(100, Duration.ofSeconds(1))) {
                    said.append(TOOK)
                            .append(message.sequence())
                            .append(' ')
                            .append(message.value())
                            .append('\n');
                }
                System.out.print(said);
                System.out.flush();
            }
        }
    }

    /**
     * Shares a topic with a group until it is killed. Says each message that it has taken, and acknowledges it only when it has
     * taken {@value #HELD} more: whenever it is killed, so many are open.
     */
    private static void join(String address, String group) {
        Broker broker = Broker.connect(address);
        ArrayDeque<Message<String>> held = new ArrayDeque<>();
        try (Poller<String> poller = broker.poller(TOPIC, Codec.utf8(), shared(group))) {
            while (true) {
                for (Message<String> message : poller.poll(16, Duration.ofSeconds(1))) {
                    System.out.println(TOOK + message.sequence());
                    held.add(message);
                    if (held.size() > HELD) {
                        held.remove().acknowledge();
                    }
                }
            }
        }
    }

    /** How a topic is shared: what is open is handed out again when its holder is gone, and not before. */
    static SubscribeOptions shared(String group) {
        return SubscribeOptions.builder()
                .from(Position.earliest())
                .group(group)
                .manual()
                .ackTimeout(Duration.ofHours(1))
                .maxUnacknowledged(4 * HELD)
                .build();
    }
}
