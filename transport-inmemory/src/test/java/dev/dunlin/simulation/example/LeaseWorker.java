package dev.dunlin.simulation.example;

import dev.dunlin.broker.Codec;
import dev.dunlin.call.Answer;
import dev.dunlin.call.CallConfig;
import dev.dunlin.call.Procedure;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.environment.Environment;
import dev.dunlin.simulation.Host;
import java.time.Duration;

// tag::worker[]
/** Wants the thing again and again, and works on it while it has the lease. */
final class LeaseWorker {

    private static final long PAUSE_NANOS = Duration.ofMillis(300).toNanos();

    private final Host host;
    private final boolean careful;
    private final Procedure<String, String> acquire;
    private long untilMillis;

    LeaseWorker(Host host, String server, boolean careful) {
        this.host = host;
        this.careful = careful;
        ReplicatedCall call = ReplicatedCall.connect(
                CallConfig.of(server).environment(host.environment()).build());
        this.acquire = call.procedure("acquire", Codec.utf8(), Codec.utf8());
        ask();
    }

    boolean holds() {
        return host.environment().clock().millis() < untilMillis;
    }

    private void ask() {
        Environment environment = host.environment();
        long asked = environment.clock().millis();
        if (!holds()) {
            acquire.start(host.name()).answer().thenAccept(answer -> {
                if (answer instanceof Answer.Agreed<String> agreed
                        && agreed.value().equals("granted")) {
                    long from = careful ? asked : environment.clock().millis();
                    untilMillis = from + LeaseServer.LEASE.toMillis();
                    host.note("has the lease");
                }
            });
        }
        environment.scheduler().schedule(PAUSE_NANOS, this::ask);
    }
}
// end::worker[]
