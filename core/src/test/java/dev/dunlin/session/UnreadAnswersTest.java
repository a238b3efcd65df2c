package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that asks, and does not read what it is answered. */
final class UnreadAnswersTest {

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Wire wire = new Wire();
    private Broker broker;
    private BrokerServer server;
    private Station client;
    private Wire.End end;

    @BeforeEach
    void connect() {
        broker = Broker.inMemory(BrokerConfig.builder().environment(world).build());
        server = BrokerServer.serve(
                broker,
                ServerConfig.builder()
                        .address("test://here")
                        .transport(wire)
                        .heartbeat(HEARTBEAT)
                        .build());
        client = Station.welcomed(world, wire);
        end = wire.serverEnds.get(0);
    }

    @AfterEach
    void close() {
        server.close();
        broker.close();
    }

    private static Frame[] pings(int count) {
        return LongStream.range(0, count).mapToObj(Frame.Ping::new).toArray(Frame[]::new);
    }

    private long answered() {
        return end.sent.stream().filter(Frame.Pong.class::isInstance).count();
    }

    @Test
    void isNotReadFurtherUntilItReads() {
        end.setWritable(false);
        client.say(pings(1_000));
        assertThat(answered()).isEqualTo(1);

        end.setWritable(true);
        world.run();
        assertThat(answered()).isEqualTo(1_000);
    }

    @Test
    void isReadAgainWhenNothingHoldsItUpAnyMore() {
        ServerLink link = new ServerLink(end, server.counters());
        link.pauseReading();
        end.setWritable(false);
        link.answer(new Frame.Pong(1));
        link.onWritable();
        assertThat(end.readingPaused).as("publishes still wait").isTrue();
        link.answer(new Frame.Pong(2));
        link.resumeReading();
        assertThat(end.readingPaused).as("answers still wait").isTrue();
        link.onWritable();
        assertThat(end.readingPaused).isFalse();
    }

    @Test
    void isGivenUpWhenItNeverReads() {
        end.setWritable(false);
        client.say(pings(1_000));
        world.advance(HEARTBEAT.multipliedBy(2));
        assertThat(end.isClosed()).isFalse();

        world.advance(HEARTBEAT.multipliedBy(2));
        assertThat(end.isClosed()).isTrue();
        assertThat(server.stats().closed()).containsEntry(CloseReason.TIMED_OUT, 1L);
        assertThat(client.only(Frame.Goodbye.class).detail())
                .isEqualTo("nothing has come for 3 times 1000 ms, as it does not read");
    }

    @Test
    void isReadWhereNothingIsToBeAnswered() {
        end.setWritable(false);
        client.say(new Frame.Pong(1));
        assertThat(end.readingPaused).as("reading is paused").isFalse();
    }
}
