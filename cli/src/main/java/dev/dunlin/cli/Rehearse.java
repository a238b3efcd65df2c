package dev.dunlin.cli;

import dev.dunlin.broker.Broker;
import dev.dunlin.session.BrokerServer;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code dunlin rehearse}: does a little of everything once, in silence. A Java that runs it with {@code
 * -XX:ArchiveClassesAtExit} writes an archive of the classes that the commands need, from which they start faster.
 */
@Command(name = "rehearse", hidden = true, description = "Does a little of everything, for class-data sharing.")
final class Rehearse implements Callable<Integer> {

    private static final List<List<String>> COMMANDS = List.of(
            List.of("publish", "--topic", "rehearsal", "--ttl", "10s"),
            List.of("subscribe", "--topic", "rehearsal", "--from", "earliest", "--count", "2", "--timeout", "10s"),
            List.of("subscribe", "--topic", ">", "--from", "earliest", "--count", "1", "--format", "json"),
            List.of("topics"),
            List.of("stats"));

    @Override
    public Integer call() {
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(broker, "tcp://127.0.0.1:0")) {
            int worst = ExitCode.OK;
            for (List<String> command : COMMANDS) {
                List<String> arguments = new ArrayList<>(command);
                arguments.add("--to=" + server.address());
                int code = Main.run(arguments.toArray(String[]::new), silent(), new Signals());
                worst = Math.max(worst, code);
            }
            return worst;
        }
    }

    private static Stdio silent() {
        OutputStream nowhere = OutputStream.nullOutputStream();
        return new Stdio(
                new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8)),
                new Stdout(nowhere, false),
                new PrintStream(nowhere, false, StandardCharsets.UTF_8),
                false);
    }
}
