package dev.dunlin.benchmarks.footprint;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.Outcome;
import dev.dunlin.benchmarks.load.Usage;
import dev.dunlin.broker.Broker;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ServerConfig;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What connections take at a server that have said hello and say nothing more: bytes of its heap and of the buffers beside
 * it, each, and the share of a core of all together. What the system keeps for their sockets is not its process's.
 *
 * <p>Arguments: how many connections, and for how long they are watched, in milliseconds, after as long. Says "ready" with its port, and
 * measures when it is told that all are there.
 */
final class IdleConnections {

    private static final int LINES_LOGGED = 40;

    private IdleConnections() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = Integer.parseInt(arguments[0]);
        long idleMillis = Long.parseLong(arguments[1]);
        ServerConfig config = ServerConfig.builder()
                .address("tcp://127.0.0.1:0")
                .maxConnections(count + 1)
                .maxConnectionsPerAddress(count + 1)
                .build();
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(broker, config)) {
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            // One comes and goes before, so that what all share is not counted.
            System.out.println("ready " + server.address().getPort());
            input.readLine();
            long heap = LiveHeap.bytes();
            long direct = PlatformDependent.usedDirectMemory();
            System.out.println("go");
            input.readLine();
            double heapEach = (LiveHeap.bytes() - heap) / (double) count;
            double directEach = (PlatformDependent.usedDirectMemory() - direct) / (double) count;
            LiveHeap.histogram().lines().limit(LINES_LOGGED).forEach(System.err::println);
            Thread.sleep(idleMillis); // by which what asks and hears is compiled
            Usage start = Usage.now();
            Thread.sleep(idleMillis);
            Usage idle = start.since();
            if (server.stats().open() != count) {
                throw new IllegalStateException(server.stats() + ": " + count + " should be open");
            }
            Child.result(new Outcome.Measured(
                    heapEach + directEach,
                    Map.of("heap bytes", heapEach, "direct bytes", directEach, "% of a core", idle.cpuPercent())));
            input.readLine();
        }
    }
}
