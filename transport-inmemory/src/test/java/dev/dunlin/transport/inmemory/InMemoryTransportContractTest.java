package dev.dunlin.transport.inmemory;

import dev.dunlin.contracts.TransportContract;
import dev.dunlin.contracts.World;
import dev.dunlin.transport.Transport;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;

/** The transport inside the JVM, on virtual and on real time. */
class InMemoryTransportContractTest {

    private static final AtomicInteger NEXT = new AtomicInteger();

    /** What both have in common. */
    interface InMemory extends TransportContract {

        @Override
        default Transport transport() {
            return new InMemoryTransport();
        }

        @Override
        default URI address() {
            return URI.create("inmem://contract-" + NEXT.incrementAndGet());
        }
    }

    @Nested
    class OnVirtualTime implements InMemory {

        @Override
        public World world() {
            return World.virtual();
        }
    }

    @Nested
    class OnRealTime implements InMemory {}
}
