package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogCursorTest {

    private static final long COST = 10 + Envelope.OVERHEAD_BYTES;

    private final Logs.Passed passed = new Logs.Passed();

    @Test
    void latestStartsAfterTheNewest() {
        TopicLog log = Logs.of(10);
        LogCursor cursor = new LogCursor(log, Position.latest(), 0);
        assertThat(cursor.position()).isEqualTo(10);
        assertThat(cursor.hasNext()).isFalse();
        assertThat(cursor.lagBytes()).isZero();
        Logs.publish(log, 2, 0, Envelope.NEVER);
        assertThat(cursor.hasNext()).isTrue();
        assertThat(cursor.lag()).isEqualTo(2);
        assertThat(cursor.lagBytes()).isEqualTo(2 * COST);
        assertThat(Logs.drain(cursor, passed)).containsExactly(10L, 11L);
        assertThat(cursor.lag()).isZero();
        assertThat(cursor.lagBytes()).isZero();
    }

    @Test
    void earliestStartsAtTheOldestAlive() {
        TopicLog log = new TopicLog("t");
        Logs.publish(log, 3, 0, 100);
        Logs.publish(log, 2, 0, Envelope.NEVER);
        Logs.bury(log, 0, 1, Segment.EXPIRED);
        LogCursor cursor = new LogCursor(log, Position.earliest(), 100);
        assertThat(cursor.position()).isEqualTo(3);
        assertThat(cursor.lagBytes()).isEqualTo(2 * COST);
        assertThat(Logs.drain(cursor, passed)).containsExactly(3L, 4L);
        assertThat(passed.expired).isZero();
        assertThat(new LogCursor(log, Position.earliest(), 99).position()).isEqualTo(1);
    }

    /** Otherwise a subscriber that is quick would be handed what its policy says to skip. */
    @Test
    void aMessageThatIsNotCountedYetWaitsAllTheSame() {
        TopicLog log = new TopicLog("t");
        LogCursor cursor = new LogCursor(log, Position.latest(), 0);
        log.store(log.claim(1), new byte[5_000], Attributes.NONE, 0, Envelope.NEVER);
        assertThat(cursor.hasNext()).isTrue();
        assertThat(cursor.localLagBytes()).isEqualTo(5_000 + Envelope.OVERHEAD_BYTES);
        assertThat(Logs.drain(cursor, passed)).containsExactly(0L);
        log.addBytes(5_000 + Envelope.OVERHEAD_BYTES);
        assertThat(cursor.localLagBytes()).isZero();
    }

    @Test
    void aSequenceIsStartedAtEvenIfItLiesAhead() {
        TopicLog log = Logs.of(10);
        assertThat(Logs.drain(new LogCursor(log, Position.sequence(7), 0), passed))
                .containsExactly(7L, 8L, 9L);
        LogCursor ahead = new LogCursor(log, Position.sequence(12), 0);
        assertThat(ahead.lag()).isZero();
        assertThat(ahead.lagBytes()).isZero();
        Logs.publish(log, 4, 0, Envelope.NEVER);
        ahead.skipUnwanted();
        assertThat(Logs.drain(ahead, passed)).containsExactly(12L, 13L);
        assertThat(ahead.lagBytes()).isZero();
    }

    @Test
    void anInstantIsStartedAtWhenItsFirstMessageWasAccepted() {
        TopicLog log = new TopicLog("t");
        Logs.publish(log, 3, 1_000, Envelope.NEVER);
        Logs.publish(log, 3, 2_000, Envelope.NEVER);
        LogCursor since = new LogCursor(log, Position.instant(Instant.ofEpochMilli(1_001)), 0);
        assertThat(Logs.drain(since, passed)).containsExactly(3L, 4L, 5L);
        LogCursor ahead = new LogCursor(log, Position.instant(Instant.ofEpochMilli(3_000)), 0);
        Logs.publish(log, 1, 2_999, Envelope.NEVER);
        Logs.publish(log, 1, 3_000, Envelope.NEVER);
        ahead.skipUnwanted();
        assertThat(Logs.drain(ahead, passed)).containsExactly(7L);
    }

    @Test
    void everyMessageComesOnceAcrossSegments() {
        TopicLog log = Logs.of(3000);
        assertThat(Logs.drain(new LogCursor(log, Position.earliest(), 0), passed))
                .isEqualTo(LongStream.range(0, 3000).boxed().toList());
    }

    @Test
    void aCursorInAnUnlinkedSegmentFindsItsWay() {
        TopicLog log = Logs.of(30);
        LogCursor cursor = new LogCursor(log, Position.sequence(3), 0);
        Logs.bury(log, 0, 5, Segment.DROPPED);
        Logs.bury(log, 5, 24, Segment.EXPIRED);
        log.unlinkFront();
        assertThat(Logs.bases(log)).containsExactly(24L);
        assertThat(Logs.drain(cursor, passed)).containsExactly(24L, 25L, 26L, 27L, 28L, 29L);
        assertThat(passed.dropped).containsExactly(3L, 4L);
        assertThat(passed.expired).isEqualTo(24 - 5);
        assertThat(cursor.lagBytes()).isZero();
    }

    @Test
    void aCursorBeforeUnlinkedSegmentsJumpsAndCounts() {
        TopicLog log = Logs.of(130);
        LogCursor cursor = new LogCursor(log, Position.sequence(6), 0);
        Logs.bury(log, 8, 20, Segment.DROPPED);
        Logs.bury(log, 20, 56, Segment.EXPIRED);
        for (int i = 0; i < 64; i++) {
            log.unlinkSometimes();
        }
        assertThat(Logs.bases(log)).containsExactly(0L, 56L, 120L);
        assertThat(Logs.drain(cursor, passed)).startsWith(6L, 7L, 56L).hasSize(2 + 130 - 56);
        assertThat(passed.dropped).isEqualTo(LongStream.range(8, 20).boxed().toList());
        assertThat(passed.expired).isEqualTo(36);
        assertThat(cursor.lagBytes()).isZero();
    }
}
