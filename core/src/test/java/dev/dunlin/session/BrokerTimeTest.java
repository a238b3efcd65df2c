package dev.dunlin.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.environment.Clock;
import dev.dunlin.environment.VirtualEnvironment;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a client knows of the broker's clock: never less than it shows, and as little more as can be had. */
class BrokerTimeTest {

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final long start = world.clock().millis();

    private BrokerTime time(long helloMillis, long brokerMillis) {
        return new BrokerTime(world.clock(), new BrokerTime.Moment(helloMillis, helloMillis - start), brokerMillis);
    }

    /** Asks, and is answered after a while. */
    private void ask(BrokerTime time, long tookMillis, long brokerIsAheadMillis) {
        long token = time.ask();
        world.advance(Duration.ofMillis(tookMillis));
        assertThat(time.heard(token, world.clock().millis() + brokerIsAheadMillis))
                .isEqualTo(tookMillis);
    }

    private static boolean isPast(BrokerTime time, long expiresMillis) {
        return time.reading().isPast(new Envelope("tides", 0, 0, expiresMillis, new byte[0], Attributes.NONE));
    }

    @Test
    void theTimeThatTheWelcomeTookIsReckonedWith() {
        BrokerTime time = time(start - 50, start);
        assertThat(time.millis())
                .as(
                        "the hello left 50 ms ago, and the welcome may have been written only now; 1 ms for the clocks' rates")
                .isEqualTo(start + 50 + 1);
    }

    @Test
    void theQuickestAnswerCounts() {
        BrokerTime time = time(start - 50, start);
        ask(time, 20, 0);
        assertThat(time.millis()).isEqualTo(world.clock().millis() + 20 + 1);
        ask(time, 30, 0);
        assertThat(time.millis())
                .as("a slower one says nothing new; the clocks may have drifted apart by a millisecond")
                .isEqualTo(world.clock().millis() + 20 + 1);
        ask(time, 0, -5);
        assertThat(time.millis())
                .as("the broker's clock may be behind")
                .isEqualTo(world.clock().millis() - 5);
    }

    @Test
    void aWallClockThatIsSetBackKeepsNothingAlive() {
        Bent clock = new Bent();
        BrokerTime time = new BrokerTime(clock, BrokerTime.Moment.now(clock), start);
        world.advance(Duration.ofMillis(100));
        clock.wallOffset = -60_000;
        assertThat(time.millis()).isEqualTo(start + 100 + 1);
    }

    @Test
    void aClockForSpansThatStoodStillKeepsNothingAlive() {
        Bent clock = new Bent();
        BrokerTime time = new BrokerTime(clock, BrokerTime.Moment.now(clock), start);
        world.advance(Duration.ofMillis(100));
        clock.spanOffset = -90;
        assertThat(time.millis()).isEqualTo(start + 100 + 1);
    }

    @Test
    void aWallClockThatWasSetBackServesAgainOnceTheClocksWereCompared() {
        Bent clock = new Bent();
        BrokerTime time = new BrokerTime(clock, BrokerTime.Moment.now(clock), start);
        world.advance(Duration.ofMillis(100));
        clock.wallOffset = -60_000;
        time.compare();
        clock.spanOffset = -90;
        assertThat(time.millis()).isEqualTo(start + 100 + 1);
    }

    @Test
    void anAnswerPutsRightWhatBothClocksMissed() {
        Bent clock = new Bent();
        BrokerTime time = new BrokerTime(clock, BrokerTime.Moment.now(clock), start);
        world.advance(Duration.ofMillis(100));
        clock.wallOffset = -60_000;
        clock.spanOffset = -90;
        assertThat(time.millis()).as("nothing here tells better").isEqualTo(start + 10 + 1);
        long unused = time.heard(time.ask(), start + 100);
        assertThat(time.millis()).isEqualTo(start + 100);
    }

    @Test
    void clocksMayGoAtDifferentRates() {
        BrokerTime time = time(start, start);
        for (long second = 1; second <= 60; second++) {
            world.advance(Duration.ofSeconds(1));
            long fast = world.clock().millis() + second; // 1,000 parts per million
            assertThat(time.millis()).isBetween(fast, fast + 8);
        }
    }

    @Test
    void anAnswerOfJustNowEndsTheDoubtOfAnOlderOne() {
        BrokerTime time = time(start, start);
        world.advance(Duration.ofSeconds(90));
        assertThat(time.millis()).isEqualTo(world.clock().millis() + 100);
        ask(time, 3, 0);
        assertThat(time.millis())
                .as("3 ms, and 1 for rates")
                .isEqualTo(world.clock().millis() + 4);
        assertThat(time.compare()).isFalse();
        world.advance(Duration.ofSeconds(1));
        assertThat(time.compare()).as("old enough to ask again").isTrue();
    }

    @Test
    void whileMessagesComeTheTimeIsAskedForEachSecond() {
        Wire wire = new Wire();
        Station server = Station.server(world, wire);
        BrokerClient client = BrokerClient.connect(
                Station.ADDRESS,
                ClientConfig.builder().environment(world).transport(wire).build());
        client.subscribe("tides", Codec.bytes(), SubscribeOptions.DEFAULT, message -> {});
        world.run();
        int before = server.pings.size();
        for (int i = 0; i < 50; i++) {
            world.advance(Duration.ofMillis(100));
            server.say(SubscriptionScene.deliver(1, i, i + 1));
        }
        assertThat(server.pings).hasSizeBetween(before + 4, before + 5);
        client.close();
    }

    /** The world's clock, bent. */
    private final class Bent implements Clock {

        private long wallOffset;
        private long spanOffset;

        @Override
        public long millis() {
            return world.clock().millis() + wallOffset;
        }

        @Override
        public long nanos() {
            return world.clock().nanos() + Duration.ofMillis(spanOffset).toNanos();
        }
    }

    @Test
    void aMessageIsPastFromItsInstantOn() {
        BrokerTime time = time(start, start);
        assertThat(isPast(time, start + 1)).isFalse();
        assertThat(isPast(time, start)).isTrue();
        assertThat(isPast(time, Envelope.NEVER)).isFalse();
    }

    @Test
    void aReadingGoesOnWithTheClock() {
        BrokerTime.Reading reading = time(start, start).reading();
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
