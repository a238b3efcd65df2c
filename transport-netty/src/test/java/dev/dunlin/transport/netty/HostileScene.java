package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.contracts.World;
import dev.dunlin.session.BrokerServer;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.ServerStats;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A server on a port, with {@link Bystanders}; in the end nothing may be left of those who were hostile. */
final class HostileScene implements AutoCloseable {

    private final World world = World.system();
    private final Broker broker = Broker.inMemory();
    private final BrokerServer server;
    private final Bystanders bystanders;

    /** Why connections ended, in words, as the server's listener was told. */
    private final List<String> told = new CopyOnWriteArrayList<>();

    HostileScene(UnaryOperator<ServerConfig.Builder> settings) {
        server = BrokerServer.serve(
                broker,
                settings.apply(ServerConfig.builder().address("tcp://127.0.0.1:0"))
                        .listener((peer, how) -> told.add(how.reason() + " " + how.detail()))
                        .build());
        bystanders = new Bystanders(server.address());
    }

    URI address() {
        return server.address();
    }

    Broker broker() {
        return broker;
    }

    ServerStats stats() {
        return server.stats();
    }

    List<String> told() {
        return told;
    }

    void exchange(int messages) {
        bystanders.exchange(messages);
    }

    void await(String what, BooleanSupplier condition) {
        world.await(what, condition);
    }

    /** Waits until so many connections have ended, for whatever reason. */
    void awaitEnds(long ends) {
        await(ends + " connections have ended", () -> ends(server.stats()) >= ends);
        assertThat(server.stats().closed()).doesNotContainKey(CloseReason.INTERNAL);
        assertThat(ends(server.stats())).isEqualTo(ends);
        assertThat(told).hasSize((int) ends);
    }

    /** Waits until so many connections have ended for one reason, and says that no other has. */
    void awaitEnds(CloseReason reason, long ends) {
        awaitEnds(ends);
        assertThat(server.stats().closed()).isEqualTo(Map.of(reason, ends));
    }

    private static long ends(ServerStats stats) {
        return stats.closed().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The bystanders have missed nothing, and the server has nobody left but them, and then nobody. */
    @Override
    public void close() {
        try {
            bystanders.exchange(100);
            await("only the bystanders are connected", () -> server.stats().open() == Bystanders.CONNECTIONS);
            bystanders.close();
            await("nobody is connected", () -> server.stats().open() == 0);
            ServerStats stats = server.stats();
            assertThat(stats.accepted()).isEqualTo(ends(stats));
            assertThat(broker.stats().subscriptions()).isZero();
        } finally {
            server.close();
            broker.close();
        }
    }
}
