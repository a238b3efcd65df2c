package dev.dunlin.benchmarks.hostile;

import dev.dunlin.benchmarks.footprint.LiveHeap;
import dev.dunlin.broker.Broker;
import dev.dunlin.session.BrokerServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Serves a broker with defaults on a free port, which it says after "ready", until its input ends. For each line on its input it
 * says "memory" with the bytes of its heap that are in use, garbage not counted, and of what it has mapped that is resident.
 */
final class ServedBroker {

    private static final long KIBI = 1_024;

    private ServedBroker() {}

    public static void main(String[] arguments) throws IOException {
        Broker broker = Broker.inMemory();
        BrokerServer server = BrokerServer.serve(broker, "tcp://127.0.0.1:0");
        System.out.println("ready " + server.address().getPort());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            System.out.println("memory " + LiveHeap.bytes() + " " + residentBytes());
        }
        System.err.println(server.stats());
        Runtime.getRuntime().halt(0);
    }

    /** As Linux has it; 0 elsewhere. */
    private static long residentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBI)
                .sum();
    }
}
