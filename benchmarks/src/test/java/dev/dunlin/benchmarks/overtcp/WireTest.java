package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.FreePort;
import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.benchmarks.load.Sender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The peers whose servers are in the class path; those of programs are tried by {@code ./bench quick}. */
class WireTest {

    private static final int MESSAGES = 3_000;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    private final Payloads payloads = new Payloads(128, false, 1);
    private final List<Meter> meters = List.of(new Meter(), new Meter());

    @Test
    void artemis() throws Exception {
        int port = FreePort.any();
        var server = ArtemisProcess.start(port);
        try {
            passOn(new ArtemisWire(), port);
        } finally {
            server.stop();
        }
    }

    @Test
    void grpc() throws Exception {
        int port = FreePort.any();
        var server = GrpcProcess.start(port);
        try {
            passOn(new GrpcWire(), port);
        } finally {
            server.shutdownNow().awaitTermination();
        }
    }

    private void passOn(Wire wire, int port) throws Exception {
        for (Meter meter : meters) {
            wire.subscribe(port, meter::accept);
        }
        Sender sender = wire.sender(port);
        for (int i = 0; i < MESSAGES; i++) {
            sender.send(payloads.payload(i));
        }
        sender.flush();
        Meter.awaitAll(meters, payloads.tally(MESSAGES), PATIENCE_NANOS);
    }
}
