package dev.dunlin.transport.inmemory;

import dev.dunlin.call.CallConfig;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.CallStep;
import dev.dunlin.call.Replica;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.session.ReplicaServer;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Replicas and a caller in a virtual world, and the steps of their calls. */
final class ServiceScene implements AutoCloseable {

    /** A step, at which side, and of what. */
    record Seen(CallStep step, boolean atCaller, String procedure) {}

    final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
    final List<Seen> seen = new ArrayList<>();
    final List<Replica> replicas = new ArrayList<>();
    private final Transport transport = new InMemoryTransport(InMemoryTransport.Names.OWN);
    private final List<Runnable> open = new ArrayList<>();

    /** One more replica. */
    ServiceScene with(Consumer<Replica.Builder> part) {
        Replica replica = Replica.builder()
                .environment(world)
                .tracer((step, procedure, number) -> seen.add(new Seen(step, false, procedure)))
                .with(part)
                .build();
        ReplicaServer server = ReplicaServer.serve(
                replica, ServerConfig.builder().transport(transport).address("inmem://" + replicas.size()));
        open.add(server::close);
        replicas.add(replica);
        return this;
    }

    /** A caller of all replicas that there are. */
    ReplicatedCall call() {
        return call(CallOptions.DEFAULT);
    }

    ReplicatedCall call(CallOptions options) {
        String[] addresses = new String[replicas.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = "inmem://" + i;
        }
        ReplicatedCall call = ReplicatedCall.connect(CallConfig.of(addresses)
                .environment(world)
                .transport(transport)
                .defaults(options)
                .tracer((step, procedure, number) -> seen.add(new Seen(step, true, procedure)))
                .build());
        open.add(0, call::close);
        return call;
    }

    List<CallStep> steps() {
        return seen.stream().map(Seen::step).toList();
    }

    @Override
    public void close() {
        open.forEach(Runnable::run);
    }
}
