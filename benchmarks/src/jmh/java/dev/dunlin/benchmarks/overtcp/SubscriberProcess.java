package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Tally;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Subscribes, says "ready", and for each line on its input, the tally of all that was sent so far, says "received" once
 * every subscriber has taken just that.
 *
 * <p>Arguments: wire, port, subscribers, each of which has a connection of its own.
 */
final class SubscriberProcess {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private SubscriberProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Child.endOnFailure();
        Wire wire = Wire.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        List<Meter> meters = Stream.generate(Meter::new)
                .limit(Integer.parseInt(arguments[2]))
                .toList();
        for (Meter meter : meters) {
            wire.subscribe(port, meter::accept);
        }
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            try {
                Meter.awaitAll(meters, Tally.ofLine(line), PATIENCE_NANOS);
            } catch (IllegalStateException e) {
                throw new IllegalStateException(e.getMessage() + "; " + wire.describe(), e);
            }
            System.out.println("received");
        }
        Runtime.getRuntime().halt(0);
    }
}
