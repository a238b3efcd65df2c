package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Envelope;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a client knows of the broker's clock: never less than it shows, and as little more as can be had. */
class BrokerTimeTest {

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final long start = world.clock().millis();

    private static boolean isPast(BrokerTime time, long expiresMillis) {
        return time.reading().isPast(new Envelope("tides", 0, 0, expiresMillis, new byte[0], Attributes.NONE));
    }

    @Test
    void theTimeThatTheWelcomeTookIsReckonedWith() {
        BrokerTime time = new BrokerTime(world.clock(), start - 50, start);
        assertThat(time.millis())
                .as("the hello left 50 ms ago, and the welcome may have been written only now")
                .isEqualTo(start + 50);
    }

    @Test
    void theQuickestAnswerCounts() {
        BrokerTime time = new BrokerTime(world.clock(), start - 50, start);
        time.heard(start - 20, start);
        assertThat(time.millis()).isEqualTo(start + 20);
        time.heard(start - 30, start);
        assertThat(time.millis()).as("a slower one says nothing new").isEqualTo(start + 20);
        time.heard(start, start - 5);
        assertThat(time.millis()).as("the broker's clock may be behind").isEqualTo(start - 5);
    }

    @Test
    void aMessageIsPastFromItsInstantOn() {
        BrokerTime time = new BrokerTime(world.clock(), start, start);
        assertThat(isPast(time, start + 1)).isFalse();
        assertThat(isPast(time, start)).isTrue();
        assertThat(isPast(time, Envelope.NEVER)).isFalse();
    }

    @Test
    void aReadingGoesOnWithTheClock() {
        BrokerTime.Reading reading = new BrokerTime(world.clock(), start, start).reading();
        Envelope brief = new Envelope("tides", 0, 0, start + 7, new byte[0], Attributes.NONE);
        assertThat(reading.isPast(brief)).isFalse();
        world.advance(Duration.ofMillis(7));
        assertThat(reading.isPast(brief)).isTrue();
    }

    @Test
    void theTimeIsAskedForUntilAnAnswerIsQuick() {
        Wire wire = new Wire();
        Station server = Station.server(world, wire);
        server.clock = null;
        BrokerClient client = BrokerClient.connect(
                Station.ADDRESS,
                ClientConfig.builder().environment(world).transport(wire).build());
        world.run();
        for (int answered = 0; answered < 3; answered++) {
            assertThat(server.pings).hasSize(answered + 1);
            world.advance(Duration.ofMillis(9));
            server.say(new Frame.Pong(
                    server.pings.get(answered).token(), world.clock().millis()));
        }
        server.say(new Frame.Pong(server.pings.get(3).token(), world.clock().millis()));
        assertThat(server.pings)
                .as("the fourth was answered within a millisecond")
                .hasSize(4);
        client.close();
    }

    @Test
    void aFarServerIsNotAskedForEver() {
        Wire wire = new Wire();
        Station server = Station.server(world, wire);
        server.clock = null;
        BrokerClient client = BrokerClient.connect(
                Station.ADDRESS,
                ClientConfig.builder().environment(world).transport(wire).build());
        world.run();
        for (int answered = 0; answered < 50 && answered < server.pings.size(); answered++) {
            world.advance(Duration.ofMillis(9));
            server.say(new Frame.Pong(
                    server.pings.get(answered).token(), world.clock().millis()));
        }
        assertThat(server.pings).hasSize(16);
        client.close();
    }
}
