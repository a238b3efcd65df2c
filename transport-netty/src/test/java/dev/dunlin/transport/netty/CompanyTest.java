package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Company;
import dev.dunlin.transport.ConnectHints;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.TransportLimits;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which threads serve connections that belong together. */
@Timeout(30)
final class CompanyTest {

    private static final int CONNECTIONS = 8;

    private final NettyTransport transport = new NettyTransport();

    @Test
    void theConnectionsOfOneCompanyHaveOneThread() throws Exception {
        Company company = new Company();
        Set<Thread> one = threads(() -> company);
        assertThat(one).hasSize(1);
        assertThat(threads(() -> company)).as("and those that are made later").isEqualTo(one);
    }

    @Test
    void othersAreSharedOutToAllThreads() throws Exception {
        int loops = Runtime.getRuntime().availableProcessors();
        assertThat(threads(Company::new)).hasSizeGreaterThanOrEqualTo(Math.min(2, loops));
    }

    private Set<Thread> threads(Supplier<Company> company) throws Exception {
        Environment environment = Environment.system();
        Set<Thread> threads = new HashSet<>();
        // Not served by the same threads: an accepted end would take every other one.
        try (ServerSocket peer = new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("tcp://127.0.0.1:" + peer.getLocalPort());
            for (int i = 0; i < CONNECTIONS; i++) {
                Connection connection = transport
                        .connect(
                                address,
                                environment,
                                TransportLimits.DEFAULT,
                                ConnectHints.of(company.get()),
                                made -> Receiver.deaf())
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                CompletableFuture<Thread> thread = new CompletableFuture<>();
                connection.executor().execute(() -> thread.complete(Thread.currentThread()));
                threads.add(thread.get(10, TimeUnit.SECONDS));
            }
        }
        return threads;
    }
}
