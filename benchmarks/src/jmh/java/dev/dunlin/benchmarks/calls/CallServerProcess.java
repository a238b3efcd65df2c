package dev.dunlin.benchmarks.calls;

import dev.dunlin.benchmarks.Child;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Serves one replica and says "ready". Told "late SHARE" it is late with that share of its answers and says "late"; told
 * "count" it says "count" and how many requests it has executed.
 *
 * <p>Arguments: wire, ports with commas between, index.
 */
final class CallServerProcess {

    private CallServerProcess() {}

    public static void main(String[] arguments) throws Exception {
        Child.endOnFailure();
        ExamServer server = new ExamServer();
        CallWire.of(arguments[0]).serve(CallProcesses.ports(arguments[1]), Integer.parseInt(arguments[2]), server);
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.startsWith("late ")) {
                server.beLate(Double.parseDouble(line.substring("late ".length())));
                System.out.println("late");
            } else {
                System.out.println("count " + server.executed());
            }
        }
        Runtime.getRuntime().halt(0);
    }
}
