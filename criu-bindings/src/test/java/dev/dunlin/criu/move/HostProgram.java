package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Broker;
import dev.dunlin.checkpoint.Target.Container;
import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CriuConfig;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.BrokerServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** What runs on the hosts of the tests: a receiver, a migration, a broker, its clients. */
final class HostProgram {

    static final Path CRIU = CriuConfig.builder().build().binary();

    private HostProgram() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "receive" -> receive(args);
            case "migrate" -> report(attempt(args));
            case "carry" -> report(Migration.attempt(carried(args)));
            case "settle" ->
                System.out.println("settled " + Migration.settle(config(args), UUID.fromString(args[args.length - 1])));
            case "broker" -> broker(args);
            case "traffic" -> Traffic.go(args);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void receive(String[] args) throws InterruptedException {
        ReceiverConfig config = ReceiverConfig.of(URI.create(args[1]), Path.of(args[2]), CRIU)
                .withHold(Duration.ofSeconds(20))
                .withRestoreDeadline(Duration.ofSeconds(8))
                .withTold(System.out::println);
        if (args.length > 3) {
            config = config.withEngine(Engine.valueOf(args[3]), List.of(args).subList(4, args.length));
        }
        try (MoveReceiver receiver = MoveReceiver.listen(config)) {
            System.out.println("receiving on " + receiver.address());
            new CountDownLatch(1).await();
        }
    }

    private static MigrationConfig config(String[] args) {
        MigrationConfig config = MigrationConfig.of(
                        Long.parseLong(args[1]), URI.create(args[2]), CRIU, Path.of(args[3]))
                .withMode(Mode.valueOf(args[4]))
                .withDumpDeadline(Duration.ofSeconds(8))
                .withShipFiles(args.length > 6 && args[6].equals("ship"))
                .withTold(System.out::println);
        return args.length > 5 && args[5].contains("/") ? config.withAddress(args[5], TwoHosts.DEVICE) : config;
    }

    /** Arguments: engine, container, target, directory, and how the engine is called. */
    private static MigrationConfig carried(String[] args) {
        Engine engine = Engine.valueOf(args[1]);
        return MigrationConfig.of(new Container(engine, args[2]), URI.create(args[3]), CRIU, Path.of(args[4]))
                .withEngine(engine, List.of(args).subList(5, args.length))
                .withTold(System.out::println);
    }

    private static void report(MoveOutcome outcome) {
        if (outcome instanceof MoveReport report) {
            System.out.println("report " + report.toJson());
            System.exit(0);
        } else if (outcome instanceof FailedMove failed) {
            DunlinException e = failed.cause();
            System.out.println("outcome " + failed.toJson());
            String fault = e instanceof CheckpointException checkpoint ? checkpoint.fault() + " " : "";
            System.out.println("failed " + e.reason() + " " + fault + e.getMessage());
            System.exit(1);
        }
    }

    private static MoveOutcome attempt(String[] args) {
        if (args.length < 7 || !args[6].startsWith("tcp:")) {
            return Migration.attempt(config(args));
        }
        try (ClientProbe probe = ClientProbe.start(URI.create(args[6]), Environment.system())) {
            MoveOutcome outcome = Migration.attempt(config(args));
            return outcome instanceof MoveReport report ? probe.end(report) : outcome;
        }
    }

    private static void broker(String[] args) throws InterruptedException {
        long megabytes = Long.parseLong(args[2]);
        byte[][] ballast = new byte[(int) megabytes][];
        for (int i = 0; i < megabytes; i++) {
            ballast[i] = new byte[1 << 20];
            new java.util.Random(i).nextBytes(ballast[i]);
        }
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(broker, args[1])) {
            System.out.println("serving " + server.address());
            new CountDownLatch(1).await();
        }
        System.out.println(ballast.length);
    }
}
