package dev.dunlin.transport.netty;

import dev.dunlin.contracts.CallContract;
import dev.dunlin.transport.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Calls over sockets. */
class SocketCallContractTest {

    @Nested
    class OverTcp implements CallContract {

        @Override
        public Transport transport() {
            return new NettyTransport();
        }

        @Override
        public URI address() {
            return URI.create("tcp://127.0.0.1:0");
        }
    }

    @Nested
    class OverUnix implements CallContract {

        private final AtomicInteger made = new AtomicInteger();

        @TempDir
        private Path directory;

        @Override
        public Transport transport() {
            return new NettyTransport();
        }

        @Override
        public URI address() {
            return URI.create("unix://" + directory.resolve("replica-" + made.incrementAndGet()));
        }
    }
}
