package dev.dunlin.benchmarks.calls;

import dev.dunlin.benchmarks.Child;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;

/**
 * Connects and says "ready". Told "flight CALLS MILLIS" or "schedule PERSECOND MILLIS" it calls for so long, and says
 * "called" with what {@link CallLoad.Result#toLine} gives.
 *
 * <p>Arguments: wire, ports with commas between.
 */
final class CallClientProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private CallClientProcess() {}

    public static void main(String[] arguments) throws Exception {
        Child.endOnFailure();
        CallPeer peer = CallWire.of(arguments[0]).connect(CallProcesses.ports(arguments[1]));
        CallLoad load = new CallLoad(peer, PATIENCE);
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            Scanner words = new Scanner(line);
            boolean flight = words.next().equals("flight");
            int calls = words.nextInt();
            Duration span = Duration.ofMillis(words.nextLong());
            CallLoad.Result result = flight ? load.keepInFlight(calls, span) : load.onSchedule(calls, span);
            System.out.println("called " + result.toLine());
        }
        Runtime.getRuntime().halt(0);
    }
}
