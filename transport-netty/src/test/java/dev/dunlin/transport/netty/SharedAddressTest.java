package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.contracts.World;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.TransportLimits;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several servers at one address. */
final class SharedAddressTest {

    private static final int MOST_CLIENTS = 500;

    private final World world = World.system();

    static List<EventLoops> kinds() {
        return EventLoopsHere.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @EnabledOnOs(OS.LINUX)
    void bothServersGetConnections(EventLoops loops) throws IOException {
        try (Broker broker = Broker.inMemory();
                BrokerServer one = serve(broker, loops, "tcp://127.0.0.1:0?reuseport=true");
                BrokerServer two = serve(broker, loops, one.address() + "?reuseport=true")) {
            assertThat(one.address()).isEqualTo(two.address()).hasNoQuery();
            List<RawPeer> peers = new ArrayList<>();
            while ((one.stats().accepted() == 0 || two.stats().accepted() == 0) && peers.size() < MOST_CLIENTS) {
                peers.add(new RawPeer(one.address()));
            }
            world.await(
                    "all are accepted",
                    () -> one.stats().accepted() + two.stats().accepted() == peers.size());
            assertThat(one.stats().accepted()).isPositive();
            assertThat(two.stats().accepted()).isPositive();
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @EnabledOnOs(OS.LINUX)
    void oneWhoDoesNotShareKeepsTheOthersOut(EventLoops loops) {
        try (Broker broker = Broker.inMemory();
                BrokerServer one = serve(broker, loops, "tcp://127.0.0.1:0")) {
            assertThat(failure(listen(loops, one.address() + "?reuseport=true")))
                    .hasMessage(one.address() + ": address already in use; choose another port, or 0 for any; all who"
                            + " share one listen with reuseport=true, and belong to one user");
        }
    }

    @Test
    void whereTheSystemDoesNotHaveItTheFailureSaysSo() {
        EventLoops nio = EventLoops.nio();
        EventLoops without = new EventLoops(
                nio.waits(), nio.group(), nio.one(), null, nio.tcp(), nio.unix(), nio.datagrams(), nio.paths());
        assertThat(failure(listen(without, "tcp://127.0.0.1:0?reuseport=true")))
                .hasMessage("tcp://127.0.0.1:0: the system does not share an address among listeners; leave"
                        + " reuseport=true out");
    }

    private static BrokerServer serve(Broker broker, EventLoops loops, String address) {
        return BrokerServer.serve(
                broker,
                ServerConfig.builder()
                        .address(address)
                        .transport(new NettyTransport(() -> loops))
                        .build());
    }

    private CompletionStage<Listener> listen(EventLoops loops, String address) {
        return new NettyTransport(() -> loops)
                .listen(
                        URI.create(address),
                        world.environment(),
                        TransportLimits.DEFAULT,
                        ServerMode.DEFAULT,
                        connection -> {
                            throw new AssertionError("accepted");
                        });
    }

    private DunlinException failure(CompletionStage<Listener> listening) {
        Throwable thrown = world.environment()
                .await(
                        listening.handle((listener, failure) -> failure),
                        Duration.ofSeconds(10).toNanos());
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        DunlinException.class,
                        fault -> assertThat(fault.reason()).isEqualTo(Reason.ADDRESS_UNAVAILABLE));
        return (DunlinException) thrown;
    }
}
