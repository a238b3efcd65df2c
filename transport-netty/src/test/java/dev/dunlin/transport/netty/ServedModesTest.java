package dev.dunlin.transport.netty;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.contracts.Engine;
import dev.dunlin.transport.ServerMode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** A broker that is served in each of the modes; the default is bound elsewhere. */
final class ServedModesTest {

    /** Serves each broker in one mode. */
    interface InMode extends SocketBrokerContract {

        ServerMode mode();

        @Override
        default String address() {
            return "tcp://127.0.0.1:0";
        }

        @Override
        default Engine start(BrokerConfig config) {
            return new Served(Broker.inMemory(config), address(), mode());
        }
    }

    @Nested
    final class OneThread implements InMode {

        @Override
        public ServerMode mode() {
            return ServerMode.oneThread();
        }
    }

    @Nested
    final class Pool implements InMode {

        @Override
        public ServerMode mode() {
            return ServerMode.pool(16);
        }
    }

    @Nested
    final class Loops implements InMode {

        @Override
        public ServerMode mode() {
            return ServerMode.loops();
        }
    }

    @Nested
    @EnabledForJreRange(minVersion = 21, disabledReason = "virtual threads need Java 21")
    final class Virtual implements InMode {

        @Override
        public ServerMode mode() {
            return ServerMode.virtualThreads();
        }
    }
}
