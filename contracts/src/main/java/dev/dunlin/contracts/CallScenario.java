package dev.dunlin.contracts;

import dev.dunlin.broker.Codec;
import dev.dunlin.call.CallConfig;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.Procedure;
import dev.dunlin.call.Replica;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.call.Request;
import dev.dunlin.session.ReplicaServer;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** One test's replicas and callers; closes them all at its end. For one thread. */
public final class CallScenario implements AutoCloseable {

    private static final String ECHO = "echo";
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    private final World world;
    private final Transport transport;
    private final Supplier<URI> addresses;
    private final List<Runnable> open = new ArrayList<>();

    CallScenario(World world, Transport transport, Supplier<URI> addresses) {
        this.world = world;
        this.transport = transport;
        this.addresses = addresses;
    }

    /** A replica that echoes what it is asked, changed in a way, and how often it did so. */
    public final class Echo {

        private final Map<String, Integer> executions = new ConcurrentHashMap<>();
        private final Replica replica;
        private final URI address;
        private ReplicaServer server;

        Echo(UnaryOperator<String> change, Duration delay) {
            replica = Replica.builder()
                    .environment(world.environment())
                    .asyncHandler(ECHO, request -> answer(request, change, delay))
                    .build();
            server = serve(addresses.get());
            address = server.address();
        }

        private CompletionStage<byte[]> answer(Request request, UnaryOperator<String> change, Duration delay) {
            String text = new String(request.body(), StandardCharsets.UTF_8);
            executions.merge(text, 1, Integer::sum);
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            Runnable give = () -> {
                try {
                    answer.complete(change.apply(text).getBytes(StandardCharsets.UTF_8));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            };
            if (delay.isZero()) {
                give.run();
            } else {
                world.environment().scheduler().schedule(delay.toNanos(), give);
            }
            return answer;
        }

        private ReplicaServer serve(URI at) {
            ReplicaServer made = ReplicaServer.serve(
                    replica,
                    ServerConfig.builder()
                            .address(at.toString())
                            .transport(transport)
                            .closeTimeout(Duration.ofSeconds(2)));
            open.add(made::close);
            return made;
        }

        /** How often each text has been answered. */
        public Map<String, Integer> executions() {
            return executions;
        }

        /** What it has counted. */
        public Replica replica() {
            return replica;
        }

        /** Where it is. */
        public URI address() {
            return address;
        }

        /** Ends its server. */
        public void stop() {
            server.close();
        }

        /** Serves it again where it was, as a process that was started anew would: under another epoch. */
        public void start() {
            server = serve(address);
        }
    }

    /** The world. */
    public World world() {
        return world;
    }

    /** A replica that gives back what it is asked. */
    public Echo echo() {
        return echo(text -> text);
    }

    /** A replica that gives back what it is asked, changed. */
    public Echo echo(UnaryOperator<String> change) {
        return new Echo(change, Duration.ZERO);
    }

    /** A replica that takes its time. */
    public Echo slowEcho(Duration delay) {
        return new Echo(text -> text, delay);
    }

    /** A caller of replicas. */
    public ReplicatedCall caller(CallOptions options, Echo... replicas) {
        String[] at = new String[replicas.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = replicas[i].address().toString();
        }
        ReplicatedCall call = ReplicatedCall.connect(CallConfig.of(at)
                .environment(world.environment())
                .transport(transport)
                .limits(TransportLimits.DEFAULT)
                .defaults(options)
                .build());
        open.add(call::close);
        return call;
    }

    /** The procedure that they all have. */
    public static Procedure<String, String> echoOf(ReplicatedCall call) {
        return call.procedure(ECHO, Codec.utf8(), Codec.utf8());
    }

    /** The value of a stage, waited for. */
    public <T> T get(CompletionStage<T> stage) {
        return world.environment().await(stage, PATIENCE_NANOS);
    }

    /** Closes what was made, the newest first. */
    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).run();
        }
        if (world.isVirtual()) {
            world.settle();
        }
    }
}
