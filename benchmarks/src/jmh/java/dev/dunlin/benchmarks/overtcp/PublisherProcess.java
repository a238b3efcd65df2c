package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.benchmarks.load.Publishers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Connects, says "ready", and for each line on its input, a number of milliseconds, publishes for so long and says "sent"
 * with the tally of all that was sent so far, once the server has taken it.
 *
 * <p>Arguments: wire, port, bytes of a payload.
 */
final class PublisherProcess {

    private PublisherProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Child.endOnFailure();
        Wire wire = Wire.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        Payloads payloads = new Payloads(Integer.parseInt(arguments[2]), false, 1);
        try (Publishers publisher = new Publishers(payloads, List.of(wire.sender(port)))) {
            System.out.println("ready");
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                Duration span = Duration.ofMillis(Long.parseLong(line));
                System.out.println("sent " + publisher.run(span).toLine());
            }
        }
        Runtime.getRuntime().halt(0);
    }
}
