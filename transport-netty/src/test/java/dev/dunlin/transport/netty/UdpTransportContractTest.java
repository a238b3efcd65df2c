package dev.dunlin.transport.netty;

import dev.dunlin.contracts.TransportContract;
import dev.dunlin.datagram.ReliableTransport;
import dev.dunlin.transport.Transport;
import java.net.URI;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract over {@code udp:}, on loopback. */
class UdpTransportContractTest {

    /** What all have in common. */
    interface Udp extends TransportContract {

        @Override
        default URI address() {
            return URI.create("udp://127.0.0.1:0");
        }
    }

    @Nested
    @EnabledOnOs(OS.LINUX)
    class WithEpoll implements Udp {

        @Override
        public Transport transport() {
            return new UdpTransport();
        }
    }

    @Nested
    class WithWhatTheJdkHas implements Udp {

        @Override
        public Transport transport() {
            return new UdpTransport(new ReliableTransport(new UdpNetwork(EventLoops::nio)));
        }
    }
}
