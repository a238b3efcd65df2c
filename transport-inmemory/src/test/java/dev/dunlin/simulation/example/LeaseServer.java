package dev.dunlin.simulation.example;

import dev.dunlin.call.Replica;
import dev.dunlin.session.ReplicaServer;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.simulation.Host;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

// tag::server[]
/** Lends one thing to one worker at a time, for two seconds. */
final class LeaseServer {

    static final Duration LEASE = Duration.ofSeconds(2);

    private String holder = "";
    private long untilMillis;

    static void start(Host host) {
        LeaseServer leases = new LeaseServer();
        Replica replica = Replica.builder()
                .environment(host.environment())
                .asyncHandler("acquire", request -> {
                    String worker = new String(request.body(), StandardCharsets.UTF_8);
                    boolean granted =
                            leases.acquire(worker, host.environment().clock().millis());
                    byte[] answer = (granted ? "granted" : "taken").getBytes(StandardCharsets.UTF_8);
                    return CompletableFuture.completedStage(answer);
                })
                .build();
        ReplicaServer.serve(replica, ServerConfig.builder().address(host.address(7000)));
    }

    private boolean acquire(String worker, long nowMillis) {
        if (nowMillis < untilMillis && !holder.equals(worker)) {
            return false;
        }
        holder = worker;
        untilMillis = nowMillis + LEASE.toMillis();
        return true;
    }
}
// end::server[]
