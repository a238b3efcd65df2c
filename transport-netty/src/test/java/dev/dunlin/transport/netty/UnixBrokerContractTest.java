package dev.dunlin.transport.netty;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is reached over {@code unix:}. */
final class UnixBrokerContractTest implements SocketBrokerContract {

    @TempDir
    private Path directory;

    private final AtomicInteger made = new AtomicInteger();

    @Override
    public String address() {
        return "unix://" + directory.resolve("broker-" + made.incrementAndGet());
    }
}
