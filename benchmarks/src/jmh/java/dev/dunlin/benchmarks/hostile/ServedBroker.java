package dev.dunlin.benchmarks.hostile;

import dev.dunlin.broker.Broker;
import dev.dunlin.session.BrokerServer;
import java.io.IOException;

/** Serves a broker with defaults on a free port, which it says after "ready", until its input ends. */
final class ServedBroker {

    private ServedBroker() {}

    public static void main(String[] arguments) throws IOException {
        Broker broker = Broker.inMemory();
        BrokerServer server = BrokerServer.serve(broker, "tcp://127.0.0.1:0");
        System.out.println("ready " + server.address().getPort());
        while (System.in.read() >= 0) {
            // Nothing is said to it.
        }
        System.err.println(server.stats());
        Runtime.getRuntime().halt(0);
    }
}
