package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Child;
import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.benchmarks.load.Schedule;
import dev.dunlin.benchmarks.load.Sender;
import dev.dunlin.benchmarks.load.Tally;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;

/**
 * Publishes on schedule, and puts into each message when it was due. For each line on its input, a number of milliseconds and
 * a number of messages a second, it says "sent" with the tally of all that was sent so far; for "clock" it says "clock"
 * with its time in nanoseconds.
 *
 * <p>Arguments: wire, port, bytes of a payload.
 */
final class LatencyPublisher {

    private final Sender sender;
    private final Payloads payloads;
    private Tally sent = Tally.NONE;

    private LatencyPublisher(Sender sender, Payloads payloads) {
        this.sender = sender;
        this.payloads = payloads;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Child.endOnFailure();
        Sender sender = Wire.of(arguments[0]).sender(Integer.parseInt(arguments[1]));
        LatencyPublisher publisher =
                new LatencyPublisher(sender, new Payloads(Integer.parseInt(arguments[2]), true, 1));
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.equals(LatencyLaunch.CLOCK)) {
                System.out.println(LatencyLaunch.CLOCK + " " + System.nanoTime());
            } else {
                Scanner words = new Scanner(line);
                publisher.publish(Duration.ofMillis(words.nextLong()), words.nextInt());
                System.out.println("sent " + publisher.sent.toLine());
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private void publish(Duration span, int perSecond) {
        sent = sent.plus(Schedule.fromNow(perSecond).send(sender, payloads, span));
    }
}
