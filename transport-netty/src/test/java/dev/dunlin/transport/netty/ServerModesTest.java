package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.environment.Environment;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** The contract in each of the modes that a server has; the default is bound elsewhere, for each kind of sockets. */
final class ServerModesTest {

    @Nested
    final class OneThread implements WireContract {

        @Override
        public Transport transport() {
            return new ModeTransport(ServerMode.oneThread());
        }
    }

    @Nested
    final class Pool implements WireContract {

        @Override
        public Transport transport() {
            return new ModeTransport(ServerMode.pool(60));
        }
    }

    @Nested
    final class Loops implements WireContract {

        @Override
        public Transport transport() {
            return new ModeTransport(ServerMode.loops());
        }
    }

    @Nested
    @EnabledForJreRange(minVersion = 21, disabledReason = "virtual threads need Java 21")
    final class Virtual implements WireContract {

        @Override
        public Transport transport() {
            return new ModeTransport(ServerMode.virtualThreads());
        }
    }

    @Test
    @EnabledForJreRange(maxVersion = 20, disabledReason = "virtual threads are there from Java 21 on")
    void withoutVirtualThreadsTheModeIsRefusedWithTheMend() {
        assertThatThrownBy(() -> new NettyTransport()
                        .listen(
                                URI.create("tcp://127.0.0.1:0"),
                                Environment.system(),
                                TransportLimits.DEFAULT,
                                ServerMode.virtualThreads(),
                                connection -> {
                                    throw new AssertionError("accepted");
                                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mode=virtual: Java " + Runtime.version().feature()
                        + " has no virtual threads; run on Java 21 or later, or choose another mode");
    }

    /** What a connection does where frames are taken elsewhere than on the event loop, on any JVM. */
    @Nested
    final class InTurn implements WireContract {

        @Override
        public Transport transport() {
            return ModeTransport.inTurn(Environment.system().executor());
        }
    }
}
