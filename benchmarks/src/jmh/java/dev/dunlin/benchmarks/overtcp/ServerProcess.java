package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.session.BrokerServer;
import java.io.IOException;
import java.time.Duration;

/**
 * Serves a Dunlin broker until its input ends.
 *
 * <p>Arguments: port, and how many milliseconds messages are kept.
 */
final class ServerProcess {

    private ServerProcess() {}

    public static void main(String[] arguments) throws IOException {
        BrokerConfig config = BrokerConfig.builder()
                .topics(TopicConfig.DEFAULT.withDefaultTtl(Duration.ofMillis(Long.parseLong(arguments[1]))))
                .maxRetainedBytes(Runtime.getRuntime().maxMemory() / 2)
                .build();
        Broker broker = Broker.inMemory(config);
        BrokerServer server = BrokerServer.serve(broker, "tcp://127.0.0.1:" + arguments[0]);
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Nothing is said to it.
        }
        System.err.println(broker.stats() + ", " + server.stats());
        Runtime.getRuntime().halt(0);
    }
}
