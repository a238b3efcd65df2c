package dev.dunlin.simulation.drill;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ClientConfig;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.simulation.FaultSchedule;
import dev.dunlin.simulation.Host;
import dev.dunlin.simulation.Simulation;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A broker on one host, publishers and subscribers on others: messages with mixed lifetimes go through while faults come, and
 * when they are over everything must have held.
 *
 * <p>Hosts are {@code station}, {@code gull-1} and so on, which publish, and {@code tern-1} and so on, which subscribe; two
 * subscribers more are on the station itself. For one run.
 */
public final class BrokerDrill {

    /** The host of the broker. */
    public static final String STATION = "station";

    private static final int PORT = 7400;
    private static final String TOPIC = "tides";

    /** Little, so that granting it anew matters. */
    private static final long CREDIT_BYTES = 2_000;

    /** What one message of a drill takes at most, by its cost. */
    private static final long LARGEST_MESSAGE = 300;

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final String DAWDLER = "local-dawdler";
    private static final List<String> LOCAL = List.of("local", DAWDLER);
    private static final String REMOTE_DAWDLER = "tern-1";
    private static final Duration DAWDLE = Duration.ofMillis(150);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** Short, so that connections come late that nobody waits for any more. */
    private static final Duration CONNECT = Duration.ofMillis(600);

    /** How long everything may take to come to rest after the last fault. */
    private static final Duration REST = Duration.ofMinutes(3);

    /** How long clients look for a station that is gone; then they say so. */
    private static final Duration RECONNECT = Duration.ofHours(1);

    /** After so long a host that has started again tries once more to reach the station. */
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Simulation simulation;
    private final Host station;
    private final Plan plan;
    private final DeliveryRecord record = new DeliveryRecord();
    private final BoundsRecord bounds = new BoundsRecord();
    private final List<DrillPublisher> publishers = new ArrayList<>();
    private final List<DrillSubscriber> subscribers = new ArrayList<>();
    private final HostCounts hosts = new HostCounts();
    private @Nullable Broker broker;
    private boolean begun;

    /**
     * How large a drill is.
     *
     * @param publishers how many hosts publish; positive
     * @param subscribers how many hosts subscribe; positive
     * @param messages how many each publishes; positive
     * @param every how long a publisher waits between two; not negative
     * @param overDatagrams whether connections are made of packets; else they are streams
     */
    public record Plan(int publishers, int subscribers, int messages, Duration every, boolean overDatagrams) {

        /** Two publishers of 100 messages, one each 20 ms, and three subscribers. */
        public static final Plan DEFAULT = new Plan(2, 3, 100, Duration.ofMillis(20), false);

        /** Checks the bounds. */
        public Plan {
            if (publishers < 1 || subscribers < 1 || messages < 1 || every.isNegative()) {
                throw new IllegalArgumentException("publishers=" + publishers + " subscribers=" + subscribers
                        + " messages=" + messages + " every=" + every + ": must be positive");
            }
        }

        /** The same over packets. */
        public Plan withDatagrams() {
            return new Plan(publishers, subscribers, messages, every, true);
        }

        /** How long publishing takes if nothing is the matter. */
        public Duration length() {
            return every.multipliedBy(messages);
        }
    }

    /**
     * Lays out the hosts; nothing runs yet.
     *
     * @param simulation a new one
     */
    public BrokerDrill(Simulation simulation, Plan plan) {
        this.simulation = Objects.requireNonNull(simulation, "simulation");
        this.plan = Objects.requireNonNull(plan, "plan");
        this.station = simulation.host(STATION, this::serve);
        for (int i = 1; i <= plan.publishers(); i++) {
            int number = publishers.size();
            Host host = simulation.host("gull-" + i, own -> startAgain(own, client -> publish(number, client)));
            publishers.add(new DrillPublisher(host, plan, record));
        }
        for (int i = 1; i <= plan.subscribers(); i++) {
            int number = subscribers.size();
            Host host = simulation.host("tern-" + i, own -> startAgain(own, client -> watch(number, client)));
            subscribers.add(new DrillSubscriber(host, record));
        }
    }

    /**
     * Runs it.
     *
     * @param faults what goes wrong, counted from the moment that all are connected. What a host that crashes had not been
     *     told is not promised to it any more; one that is started again publishes the rest, or watches from the earliest. If
     *     the station is gone for good, the others must give up and say so
     */
    public DrillReport run(FaultSchedule faults) {
        simulation.runFor(Duration.ofMillis(1));
        for (int i = 0; i < subscribers.size(); i++) {
            Subscription subscription = watch(i, connect(subscribers.get(i).host()));
            simulation.await(subscription.established(), CONNECT);
        }
        for (int i = 0; i < publishers.size(); i++) {
            publish(i, connect(publishers.get(i).host()));
        }
        begun = true;
        look();
        faults.delayedBy(simulation.elapsed()).applyTo(simulation);
        simulation.runFor(longer(plan.length(), faults.end()));
        simulation.mend();
        Duration rest = station.isUp() ? REST : RECONNECT.plus(REST);
        boolean still = simulation.runUntil(this::isStill, rest);
        if (!still) {
            record.violation("progress", "after " + rest + " without faults: " + unfinished());
        }
        simulation.runFor(HEARTBEAT.multipliedBy(30));
        return report();
    }

    /** What a host runs that has crashed and starts again: nothing of before is left, the station may be out of reach. */
    private void startAgain(Host host, Consumer<Broker> then) {
        if (!begun) {
            return;
        }
        Broker client;
        try {
            client = connect(host);
        } catch (DunlinException e) {
            Environment environment = host.environment();
            environment
                    .scheduler()
                    .schedule(AGAIN.toNanos(), () -> environment.executor().execute(() -> startAgain(host, then)));
            return;
        }
        then.accept(client);
    }

    private void publish(int number, Broker client) {
        publishers.get(number).begin(client.topic(TOPIC, Codec.utf8()));
    }

    private Subscription watch(int number, Broker client) {
        DrillSubscriber subscriber = subscribers.get(number);
        Subscription subscription = watch(subscriber.begin(), client);
        subscriber.watches(subscription);
        if (subscriber.host().name().equals(REMOTE_DAWDLER)) {
            dawdle(subscriber.host(), subscription, true);
        }
        return subscription;
    }

    private void serve(Host host) {
        Broker made = Broker.inMemory(
                BrokerConfig.builder().environment(host.environment()).build());
        broker = made;
        record.onBroker(made.epoch());
        for (String name : LOCAL) {
            record.onSubscriber(name);
            Subscription local = watch(name, made);
            if (name.equals(DAWDLER)) {
                dawdle(host, local, true);
            }
        }
        BrokerServer unused = BrokerServer.serve(
                made,
                ServerConfig.builder()
                        .address(addressOf(host))
                        .heartbeat(HEARTBEAT)
                        .build());
    }

    /** A subscriber that is paused for half of the time must not be given what expired meanwhile. */
    private void dawdle(Host host, Subscription subscription, boolean pause) {
        if (pause) {
            subscription.pause();
        } else {
            subscription.resume();
        }
        host.environment().scheduler().schedule(DAWDLE.toNanos(), () -> dawdle(host, subscription, !pause));
    }

    private Subscription watch(String name, Broker at) {
        SubscribeOptions options = SubscribeOptions.builder()
                .from(Position.earliest())
                .onGap(gap -> missed(name, gap))
                .build();
        return at.subscribe(TOPIC, Codec.utf8(), options, message -> see(name, at, message));
    }

    private String addressOf(Host host) {
        return plan.overDatagrams() ? host.datagramAddress(PORT) : host.address(PORT);
    }

    private Broker connect(Host host) {
        return BrokerClient.connect(
                URI.create(addressOf(station)),
                ClientConfig.builder()
                        .environment(host.environment())
                        .heartbeat(HEARTBEAT)
                        .connectTimeout(CONNECT)
                        .reconnectFor(RECONNECT)
                        .creditBytes(CREDIT_BYTES)
                        .build());
    }

    private void missed(String name, Gap gap) {
        record.onGap(name, gap);
        hosts.add(LOCAL.contains(name) ? STATION : subscriberHost(name), "gaps", 1);
    }

    private void see(String name, Broker at, Message<String> message) {
        Envelope envelope = message.envelope();
        long now = station.environment().clock().millis();
        long after = envelope.expiresMillis() == Envelope.NEVER ? -1 : now - envelope.expiresMillis();
        if (name.equals(LOCAL.get(0))) {
            record.onStored(at.epoch(), message.sequence(), message.value());
            hosts.add(STATION, "stored", 1);
        }
        if (!LOCAL.contains(name)) {
            hosts.add(subscriberHost(name), "received", 1);
        }
        record.onSeen(name, at.epoch(), message.sequence(), message.value(), after);
    }

    /** A subscriber's name in the record is its host's, and which life it is of. */
    private static String subscriberHost(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private boolean isStill() {
        return publishers.stream().allMatch(publisher -> publisher.isDone(station.isUp()))
                && (station.isUp() || subscribers.stream().allMatch(DrillSubscriber::isOver));
    }

    /** Looks whether what may grow stays within its bound, and looks again in a while. */
    private void look() {
        BrokerStats stats = Objects.requireNonNull(broker, "broker").stats();
        bounds.look("bytes retained", stats.retainedBytes(), stats.maxRetainedBytes());
        subscribers.forEach(subscriber -> subscriber.ifWatching(subscription -> bounds.look(
                "bytes delivered and not consumed",
                subscription.stats().unconsumedBytes(),
                CREDIT_BYTES + LARGEST_MESSAGE)));
        simulation.at(simulation.elapsed().plus(LOOK), this::look);
    }

    private String unfinished() {
        List<Object> waiting = new ArrayList<>();
        publishers.stream()
                .filter(publisher -> !publisher.isDone(station.isUp()))
                .forEach(waiting::add);
        if (!station.isUp()) {
            subscribers.stream().filter(subscriber -> !subscriber.isOver()).forEach(waiting::add);
        }
        return waiting.toString();
    }

    private DrillReport report() {
        Broker last = Objects.requireNonNull(broker, "broker");
        for (DrillSubscriber subscriber : subscribers) {
            if (!subscriber.host().isUp()) {
                subscriber.forget();
            } else if (subscriber.hasEnded() && station.isUp()) {
                record.violation("progress", subscriber + ", and the station lives");
            }
        }
        for (DrillPublisher publisher : publishers) {
            String name = publisher.host().name();
            hosts.add(name, "published", publisher.published());
            hosts.add(name, "acknowledged", publisher.acknowledged());
            hosts.add(name, "refused", publisher.refused());
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put(
                "published",
                publishers.stream().mapToLong(DrillPublisher::published).sum());
        counts.put("kept for ever", record.acknowledged());
        counts.put(
                "refused",
                publishers.stream().mapToLong(DrillPublisher::refused).sum());
        counts.put("delivered", record.delivered());
        counts.put("gaps", record.gaps());
        return DrillReport.of(simulation, counts, hosts, record.judge(station.isUp() ? last.epoch() : null), bounds);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
