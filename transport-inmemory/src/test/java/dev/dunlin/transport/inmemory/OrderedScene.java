package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.broker.Ttl;
import dev.dunlin.call.CallConfig;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.call.ordered.OrderedCall;
import dev.dunlin.call.ordered.OrderedConfig;
import dev.dunlin.call.ordered.OrderedReplica;
import dev.dunlin.call.ordered.OrderedStats;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ClientConfig;
import dev.dunlin.session.ReplicaServer;
import dev.dunlin.session.ServerConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A broker, three replicas of a register that follow a topic of it at a distance, and those who call them. */
final class OrderedScene implements AutoCloseable {

    static final String LOG = "register.log";
    static final int REPLICAS = 3;

    private static final Duration LONG = Duration.ofDays(1);
    private static final URI BROKER = URI.create("inmem://broker");

    final Environment world;
    final Witness witness = new Witness();
    final List<Post> posts = new ArrayList<>();
    private final InMemoryTransport transport = new InMemoryTransport(InMemoryTransport.Names.OWN);
    private final List<Runnable> toClose = new ArrayList<>();
    private final Duration ttl;
    private Broker broker;
    private BrokerServer server;

    private OrderedScene(Environment world, Duration ttl) {
        this.world = world;
        this.ttl = ttl;
        startBroker();
        IntStream.range(0, REPLICAS).forEach(i -> posts.add(new Post(i)));
    }

    /** On virtual time, with nobody started but the broker. */
    static OrderedScene virtual(long seed, Duration ttl) {
        return new OrderedScene(VirtualEnvironment.startingAt(Instant.EPOCH, seed), ttl);
    }

    /** On virtual time, with messages that live for ever and all replicas at work. */
    static OrderedScene atWork(long seed) {
        OrderedScene scene = virtual(seed, Ttl.FOREVER);
        scene.posts.forEach(Post::start);
        scene.advance(Duration.ofSeconds(1));
        return scene;
    }

    /** On real time, with all replicas at work. */
    static OrderedScene real() {
        OrderedScene scene = new OrderedScene(Environment.system(), Ttl.FOREVER);
        scene.posts.forEach(Post::start);
        return scene;
    }

    void advance(Duration span) {
        ((VirtualEnvironment) world).advance(span);
    }

    private void startBroker() {
        broker = Broker.inMemory(BrokerConfig.builder()
                .environment(world)
                .topics(new TopicConfig(ttl, Ttl.FOREVER))
                .build());
        server = BrokerServer.serve(
                broker,
                ServerConfig.builder()
                        .address(BROKER.toString())
                        .transport(transport)
                        .heartbeat(LONG)
                        .closeTimeout(Duration.ofMillis(1))
                        .build());
    }

    /** What the broker keeps is lost, and another takes its place. */
    void replaceBroker() {
        server.close();
        broker.close();
        startBroker();
    }

    /** The broker itself, not by a session. */
    Broker broker() {
        return broker;
    }

    BrokerClient client(Cuttable line) {
        BrokerClient client = BrokerClient.connect(
                BROKER,
                ClientConfig.builder()
                        .environment(world)
                        .transport(line)
                        .heartbeat(LONG)
                        .reconnectFor(LONG)
                        .closeTimeout(Duration.ofMillis(1))
                        .build());
        toClose.add(0, client::close);
        return client;
    }

    Cuttable line() {
        return new Cuttable(transport);
    }

    /** Somebody who calls the replicas. */
    OrderedCall caller(Cuttable line) {
        return caller(line, posts);
    }

    /** Somebody who calls some of the replicas. */
    OrderedCall caller(Cuttable line, List<Post> called) {
        String[] addresses = called.stream().map(Post::address).toArray(String[]::new);
        OrderedCall call = OrderedCall.over(
                client(line),
                LOG,
                ReplicatedCall.connect(CallConfig.of(addresses)
                        .environment(world)
                        .transport(transport)
                        .heartbeat(LONG)
                        .defaults(CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(30)))
                        .build()));
        toClose.add(0, call::close);
        return call;
    }

    OrderedCall caller() {
        return caller(line());
    }

    /** All replicas that run have gone through the same states, and come equally far. */
    void holdsTogether() {
        assertThat(witness.complaints()).isEmpty();
        List<Long> positions = posts.stream()
                .filter(Post::runs)
                .map(post -> post.stats().position())
                .toList();
        assertThat(positions).as("all have applied all").containsOnly(positions.get(0));
        assertThat(posts.stream()
                        .filter(Post::runs)
                        .map(post -> Register.number(post.register.get(null)))
                        .distinct())
                .hasSize(1);
    }

    /** Gives a replica's snapshots in another's place, with one bit of the register's value turned over. */
    Distortion distort(Post from, Post as) {
        return new Distortion(world, transport, from.address(), as.address());
    }

    @Override
    public void close() {
        posts.forEach(Post::crash);
        toClose.forEach(Runnable::run);
        server.close();
        broker.close();
    }

    /** Where a replica runs, and runs again. */
    final class Post {

        final Pace pace = new Pace(world);
        final Cuttable line = line();
        private final int index;
        Register register;
        OrderedReplica replica;
        private ReplicaServer server;
        private BrokerClient client;

        Post(int index) {
            this.index = index;
        }

        String address() {
            return "inmem://replica-" + index;
        }

        /** Starts it, with nothing in memory. */
        void start() {
            register = new Register("replica-" + index, witness);
            client = client(line);
            String[] peers = posts.stream()
                    .filter(other -> other.index != index)
                    .map(Post::address)
                    .toArray(String[]::new);
            replica = OrderedReplica.start(OrderedConfig.of("replica-" + index, client, LOG, register::apply)
                    .environment(pace)
                    .transport(transport)
                    .reading("get", register::get)
                    .snapshots(register)
                    .pieceBytes(1_000)
                    .peers(peers)
                    .build());
            server = ReplicaServer.serve(
                    replica.replica(),
                    ServerConfig.builder()
                            .address(address())
                            .transport(transport)
                            .heartbeat(LONG)
                            .closeTimeout(Duration.ofMillis(1)));
        }

        boolean runs() {
            return server != null;
        }

        /** Ends it; what it had in memory is lost. */
        void crash() {
            if (server != null) {
                server.close();
                replica.close();
                client.close();
                server = null;
            }
        }

        OrderedStats stats() {
            return world.await(replica.stats(), Duration.ofSeconds(30).toNanos());
        }
    }
}
