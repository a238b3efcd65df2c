package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.environment.VirtualEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReclaimerTest {

    private static final int COST = 10 + Envelope.OVERHEAD_BYTES;
    private static final long MAX = 1 << 20;

    private final VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
    private final Ledger ledger = new Ledger(MAX);
    private final Told told = new Told();
    private final Reclaimer reclaimer = new Reclaimer(world, ledger, told);
    private final TopicLog log = new TopicLog("t");

    @Test
    void buriesWhatHasExpiredAndNothingElse() {
        publish(10, Duration.ofSeconds(5));
        publish(10, Duration.ofSeconds(60));
        publish(10, Ttl.FOREVER);
        world.advance(Duration.ofMillis(4_999));
        assertThat(log.goneMessages()).isZero();
        world.advance(Duration.ofSeconds(10));
        assertThat(told.expired).isEqualTo(range(0, 10));
        assertThat(log.firstKept()).isEqualTo(10);
        world.advance(Duration.ofSeconds(60));
        assertThat(told.expired).isEqualTo(range(0, 20));
        world.advance(Duration.ofDays(3650));
        assertThat(log.goneMessages()).isEqualTo(20);
        assertThat(log.goneBytes()).isEqualTo(20 * COST);
        assertThat(log.firstKept()).isEqualTo(20);
        assertThat(Logs.bases(log)).containsExactly(8L, 24L);
        assertThat(told.dropped).isEmpty();
    }

    @Test
    void aSegmentIsLookedAtSoonerWhenAShortLifeComes() {
        publish(1, Duration.ofDays(365));
        publish(1, Duration.ofSeconds(1));
        world.advance(Duration.ofSeconds(5));
        assertThat(told.expired).containsExactly(1L);
    }

    @Test
    void aBusyLogIsSweptByWhoPublishesWithoutWaitingForTheTimer() {
        told.attended = false;
        publish(4000, Duration.ofSeconds(5));
        world.advance(Duration.ofMillis(5_001));
        publish(6000, Duration.ofSeconds(5));
        assertThat(log.firstKept()).isBetween(2900L, 4000L);
        assertThat(log.goneMessages()).isEqualTo(log.firstKept());
    }

    @Test
    void aListenerIsNotCalledByWhoPublishes() {
        publish(4000, Duration.ofSeconds(5));
        world.advance(Duration.ofMillis(5_001));
        publish(2000, Duration.ofSeconds(5));
        assertThat(told.expired).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(told.expired).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void whatIsOverdueIsSweptAtOnceWhenMemoryIsFull() {
        publish(50, Duration.ofSeconds(5));
        publish(50, Ttl.FOREVER);
        world.advance(Duration.ofMillis(5_001));
        reclaimer.catchUp(List.of(log));
        assertThat(told.expired).isEqualTo(range(0, 50));
    }

    @Test
    void allThatIsDueIsSweptInOneGo() {
        told.attended = false;
        List<TopicLog> logs = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            TopicLog one = new TopicLog("t" + i);
            Logs.publish(one, 1, 0, 5_000);
            reclaimer.stored(one, one.head(), 0, 5_000);
            logs.add(one);
        }
        world.advance(Duration.ofSeconds(8));
        assertThat(logs).allMatch(one -> one.goneMessages() == 1);
    }

    @Test
    void theLedgerComesBackToNothing() {
        publish(4000, Duration.ofSeconds(5));
        assertThat(ledger.excess(0) + MAX).isPositive();
        world.advance(Duration.ofSeconds(20));
        assertThat(log.goneBytes()).isEqualTo(log.bytesIn());
        assertThat(ledger.excess(0) + MAX).isZero();
        assertThat(Logs.bases(log)).hasSize(1);
    }

    @Test
    void shedsTheOldestAndSaysSo() {
        publish(30, Ttl.FOREVER);
        LogCursor cursor = new LogCursor(log, Position.sequence(2), 0);
        long freed = reclaimer.shed(log, 9 * COST + 1);
        assertThat(freed).isEqualTo(10 * COST);
        assertThat(told.dropped).isEqualTo(range(0, 10));
        assertThat(log.lastDropped()).isEqualTo(9);
        assertThat(log.goneMessages()).isEqualTo(10);
        assertThat(log.firstKept()).isEqualTo(10);
        assertThat(Logs.bases(log)).containsExactly(8L, 24L);
        Logs.Passed passed = new Logs.Passed();
        assertThat(Logs.drain(cursor, passed)).isEqualTo(range(10, 30));
        assertThat(passed.dropped).isEqualTo(range(2, 10));
        assertThat(passed.expired).isZero();
        assertThat(told.expired).isEmpty();
    }

    @Test
    void shedsNoMoreThanThereIs() {
        publish(3, Ttl.FOREVER);
        assertThat(reclaimer.shed(log, Long.MAX_VALUE)).isEqualTo(3 * COST);
        assertThat(reclaimer.shed(log, 1)).isZero();
    }

    @Test
    void aClosedReclaimerForgetsWhatWasDue() {
        publish(3, Duration.ofSeconds(5));
        reclaimer.close();
        world.advance(Duration.ofSeconds(60));
        assertThat(log.goneMessages()).isZero();
    }

    private void publish(int count, Duration ttl) {
        long now = world.clock().millis();
        long expires = Ttl.expiry(now, Ttl.millis(ttl));
        for (int i = 0; i < count; i++) {
            long before = log.bytesIn();
            Logs.publish(log, 1, now, expires);
            ledger.cameIn(before, log.bytesIn());
            reclaimer.stored(log, log.segmentOf(log.nextSequence() - 1), now, expires);
        }
    }

    private static List<Long> range(long first, long end) {
        return LongStream.range(first, end).boxed().toList();
    }

    private static final class Told implements Reclaimer.Funeral {

        final List<Long> expired = new ArrayList<>();
        boolean attended = true;
        final List<Long> dropped = new ArrayList<>();

        @Override
        public void expired(Envelope envelope) {
            expired.add(envelope.sequence());
        }

        @Override
        public void dropped(Envelope envelope) {
            dropped.add(envelope.sequence());
        }

        @Override
        public boolean attended() {
            return attended;
        }
    }
}
