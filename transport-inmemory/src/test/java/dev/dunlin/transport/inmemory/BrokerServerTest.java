package dev.dunlin.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.Codec;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ClientConfig;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Serving a broker: where, for how long, and what is counted. */
class BrokerServerTest {

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
    private final Transport transport = new InMemoryTransport(InMemoryTransport.Names.OWN);
    private final Broker broker =
            Broker.inMemory(BrokerConfig.builder().environment(world).build());

    @AfterEach
    void close() {
        broker.close();
    }

    private ServerConfig.Builder at(String... addresses) {
        ServerConfig.Builder config = ServerConfig.builder().transport(transport);
        for (String address : addresses) {
            config.address(address);
        }
        return config;
    }

    private BrokerClient connect(String address) {
        return BrokerClient.connect(
                URI.create(address),
                ClientConfig.builder()
                        .environment(world)
                        .transport(transport)
                        .reconnectFor(Duration.ZERO)
                        .build());
    }

    @Test
    void oneBrokerIsServedAtSeveralAddresses() {
        try (BrokerServer server =
                BrokerServer.serve(broker, at("inmem://a", "inmem://b").build())) {
            assertThat(server.address()).isEqualTo(URI.create("inmem://a"));
            assertThat(server.addresses()).containsExactly(URI.create("inmem://a"), URI.create("inmem://b"));
            try (BrokerClient first = connect("inmem://a");
                    BrokerClient second = connect("inmem://b")) {
                assertThat(first.topic("tides", Codec.utf8()).publish("in").sequence())
                        .isZero();
                assertThat(second.topic("tides", Codec.utf8())
                                .latest()
                                .orElseThrow()
                                .value())
                        .isEqualTo("in");
            }
        }
    }

    @Test
    void ifOneAddressIsTakenNoneIsBound() {
        try (BrokerServer first = BrokerServer.serve(broker, at("inmem://b").build())) {
            assertThat(first.stats().open()).isZero();
            assertThatThrownBy(() -> BrokerServer.serve(
                            broker, at("inmem://a", "inmem://b").build()))
                    .hasMessageContaining("inmem://b")
                    .isInstanceOfSatisfying(
                            DunlinException.class,
                            fault -> assertThat(fault.reason()).isEqualTo(Reason.ADDRESS_UNAVAILABLE));
            assertThatThrownBy(() -> connect("inmem://a")).isInstanceOf(DunlinException.class);
        }
    }

    @Test
    void whatCannotBeServedIsTheCallersMistake() {
        assertThatThrownBy(() -> BrokerServer.serve(broker, "nonesuch://a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonesuch");
        assertThatThrownBy(() -> BrokerServer.serve(broker, "no scheme")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServerConfig.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("addresses=[]");
        assertThatThrownBy(() -> at("inmem://a").publishWindow(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("publishWindow=0");
        assertThatThrownBy(() -> ClientConfig.builder().creditBytes(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("creditBytes=0");
    }

    @Test
    void aClosedServerTakesNobodyInAndLeavesTheBrokerAlone() {
        BrokerServer server = BrokerServer.serve(broker, at("inmem://a").build());
        BrokerClient client = connect("inmem://a");
        server.close();
        assertThatThrownBy(() -> connect("inmem://a")).isInstanceOf(DunlinException.class);
        assertThatThrownBy(() -> client.topic("tides", Codec.utf8()).publish("in"))
                .isInstanceOf(DunlinException.class);
        assertThat(server.stats().closed()).isEqualTo(Map.of(CloseReason.SHUTDOWN, 1L));
        assertThat(broker.topic("tides", Codec.utf8()).publish("out").sequence())
                .isZero();
        client.close();
    }

    @Test
    void aHandlerOfTheBrokerMayCloseTheServer() {
        BrokerServer server = BrokerServer.serve(broker, at("inmem://a").build());
        broker.topic("tides", Codec.utf8()).subscribe(message -> server.close());
        BrokerClient client = connect("inmem://a");
        client.topic("tides", Codec.utf8()).publish("the last");
        world.run();
        assertThat(server.stats().open()).isZero();
        assertThatThrownBy(() -> client.topic("tides", Codec.utf8()).publish("too late"))
                .isInstanceOf(DunlinException.class);
        client.close();
    }

    @Test
    void whatGoesOnIsCounted() {
        try (BrokerServer server = BrokerServer.serve(broker, at("inmem://a").build());
                BrokerClient client = connect("inmem://a")) {
            client.topic("tides", Codec.utf8())
                    .publishAll(List.of("a", "b"))
                    .get(1)
                    .accepted();
            assertThat(server.stats().open()).isEqualTo(1);
            assertThat(server.stats().accepted()).isEqualTo(1);
            assertThat(server.stats().framesIn()).as("hello, ping, publish").isEqualTo(3);
            assertThat(server.stats().framesOut())
                    .as("welcome, pong, published")
                    .isEqualTo(3);
        }
    }
}
