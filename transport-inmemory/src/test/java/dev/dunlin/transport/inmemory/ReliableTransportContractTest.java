package dev.dunlin.transport.inmemory;

import dev.dunlin.contracts.TransportContract;
import dev.dunlin.contracts.World;
import dev.dunlin.datagram.ReliableTransport;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.inmemory.LossyNetwork.Weather;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;

/** Reliable delivery over datagrams keeps what a transport promises, whatever the network does. */
class ReliableTransportContractTest {

    private static final AtomicInteger NEXT = new AtomicInteger();

    /** What all have in common. */
    interface Reliable extends TransportContract {

        Weather weather();

        @Override
        default Transport transport() {
            return new ReliableTransport(new LossyNetwork(weather(), 42));
        }

        @Override
        default URI address() {
            return URI.create("lossy://contract-" + NEXT.incrementAndGet());
        }

        @Override
        default World world() {
            return World.virtual(Duration.ofMinutes(10));
        }
    }

    @Nested
    class OverAPerfectNetwork implements Reliable {

        @Override
        public Weather weather() {
            return Weather.FAIR;
        }
    }

    @Nested
    class OverOneThatLosesOneInFive implements Reliable {

        @Override
        public Weather weather() {
            return Weather.losing(0.2);
        }
    }
}
