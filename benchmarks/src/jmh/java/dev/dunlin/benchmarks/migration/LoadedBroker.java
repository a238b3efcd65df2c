package dev.dunlin.benchmarks.migration;

import dev.dunlin.broker.Broker;
import dev.dunlin.session.BrokerServer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * A broker in a process with so much memory that no page of it is like another. Says its pid, as its host sees it, when it
 * serves.
 *
 * <p>Arguments: where it listens, how many MiB.
 */
final class LoadedBroker {

    private static final int CHUNK_BYTES = 1 << 20;

    private LoadedBroker() {}

    public static void main(String[] arguments) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        List<byte[]> ballast = new ArrayList<>();
        for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
            byte[] chunk = new byte[CHUNK_BYTES];
            random.nextBytes(chunk);
            ballast.add(chunk);
        }
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(broker, arguments[0])) {
            System.out.println("serving " + ProcessHandle.current().pid() + " " + server.address());
            new CountDownLatch(1).await();
        }
        System.out.println(ballast.size());
    }
}
