package dev.dunlin.transport.netty;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.contracts.Engine;
import dev.dunlin.session.BrokerServer;
import org.junit.jupiter.api.condition.EnabledIf;

/** A broker that is reached over {@code tcp:} on io_uring, at both ends. */
@EnabledIf(
        value = "dev.dunlin.transport.netty.EventLoopsHere#hasUring",
        disabledReason = "io_uring is not to be had here: Linux is too old, or it is forbidden, as in many containers")
final class UringBrokerContractTest implements SocketBrokerContract {

    @Override
    public String address() {
        return "tcp://127.0.0.1:0?loops=io_uring";
    }

    @Override
    public Engine start(BrokerConfig config) {
        Broker broker = Broker.inMemory(config);
        BrokerServer server = BrokerServer.serve(broker, address());
        return new Engine() {

            @Override
            public Broker connect() {
                return Broker.connect(server.address() + "?loops=io_uring");
            }

            @Override
            public void close() {
                server.close();
                broker.close();
            }
        };
    }
}
