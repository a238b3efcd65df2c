package dev.dunlin.transport.inmemory;

import dev.dunlin.contracts.CallContract;
import dev.dunlin.contracts.World;
import dev.dunlin.transport.Transport;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;

/** Calls inside the JVM, on virtual and on real time. */
class InMemoryCallContractTest {

    private static final AtomicInteger NEXT = new AtomicInteger();

    /** What both have in common. */
    interface InMemory extends CallContract {

        @Override
        default Transport transport() {
            return new InMemoryTransport();
        }

        @Override
        default URI address() {
            return URI.create("inmem://calls-" + NEXT.incrementAndGet());
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
