package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TopicLogTest {

    @Test
    void segmentsGrowFromTheSmallestToTheLargest() {
        TopicLog log = Logs.of(5000);
        List<Long> bases = Logs.bases(log);
        assertThat(bases).startsWith(0L, 8L, 24L, 56L, 120L, 248L, 504L, 1016L, 2040L, 3064L);
        assertThat(log.segmentOf(0).capacity()).isEqualTo(TopicLog.MIN_SEGMENT);
        assertThat(log.segmentOf(4999).capacity()).isEqualTo(TopicLog.MAX_SEGMENT);
        assertThat(log.nextSequence()).isEqualTo(5000);
        assertThat(log.bytesIn()).isEqualTo(5000 * (10L + Envelope.OVERHEAD_BYTES));
    }

    @Test
    void newestIsTheLastUnlessItIsGone() {
        TopicLog log = new TopicLog("t");
        assertThat(log.newest()).isNull();
        log.store(log.claim(1), new byte[3], Logs.KEYED, 5, 7);
        Envelope newest = log.newest();
        assertThat(newest).isNotNull();
        assertThat(newest.sequence()).isZero();
        assertThat(newest.acceptedMillis()).isEqualTo(5);
        assertThat(newest.expiresMillis()).isEqualTo(7);
        assertThat(newest.attributes()).isEqualTo(Logs.KEYED);
        Logs.bury(log, 0, 1, Segment.EXPIRED);
        assertThat(log.newest()).isNull();
    }

    @Test
    void attributesAreClearedWithTheirMessage() {
        TopicLog log = new TopicLog("t");
        log.store(log.claim(1), new byte[3], Logs.KEYED, 0, Envelope.NEVER);
        log.store(log.claim(1), new byte[3], Attributes.NONE, 0, Envelope.NEVER);
        Segment segment = log.head();
        byte[] payload = segment.payload(0);
        Envelope plain = segment.envelope("t", 1, Objects.requireNonNull(segment.payload(1)));
        assertThat(Objects.requireNonNull(plain).attributes()).isSameAs(Attributes.NONE);
        Logs.bury(log, 0, 1, Segment.EXPIRED);
        assertThat(segment.envelope("t", 0, payload)).isNull();
    }

    @Test
    void aSegmentIsBuriedAtOnceWhenAllInItHasExpired() {
        TopicLog log = new TopicLog("t");
        for (int i = 0; i < 8; i++) {
            log.store(log.claim(1), new byte[i], Logs.KEYED, 0, i == 3 ? 50 : 20);
        }
        Segment segment = log.head();
        byte[] payload = Objects.requireNonNull(segment.payload(5));
        assertThat(segment.buryAll(49)).isFalse();
        assertThat(segment.payload(5)).isSameAs(payload);
        assertThat(segment.buryAll(50)).isTrue();
        assertThat(segment.isDead()).isTrue();
        assertThat(segment.goneMessages()).isEqualTo(8);
        assertThat(segment.goneBytes()).isEqualTo(8 * Envelope.costBytes(new byte[0], Logs.KEYED) + 28);
        assertThat(segment.payload(5)).isSameAs(Segment.EXPIRED);
        assertThat(segment.envelope("t", 5, payload)).isNull();
        assertThat(segment.buryAll(50)).isFalse();
    }

    @Test
    void aSegmentWithAHoleIsNotBuriedAtOnce() {
        TopicLog log = Logs.of(8);
        long first = log.claim(16);
        for (int i = 1; i < 16; i++) {
            log.store(first + i, new byte[1], Attributes.NONE, 0, 20);
        }
        Segment segment = log.segmentOf(first);
        assertThat(segment.isSpent(100)).isTrue();
        assertThat(segment.buryAll(100)).isFalse();
        log.store(first, new byte[1], Attributes.NONE, 0, 20);
        assertThat(segment.buryAll(100)).isTrue();
    }

    @Test
    void eachMessageHasItsOwnExpiry() {
        TopicLog log = new TopicLog("t");
        for (int i = 0; i < 100; i++) {
            log.store(log.claim(1), new byte[0], Attributes.NONE, i, i % 3 == 0 ? Envelope.NEVER : i + 1 + i % 3);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(log.segmentOf(i).expiresMillis(i)).isEqualTo(i % 3 == 0 ? Envelope.NEVER : i + 1 + i % 3);
            assertThat(log.segmentOf(i).acceptedMillis(i)).isEqualTo(i);
        }
    }

    @Test
    void deadSegmentsAreUnlinkedAtTheFront() {
        TopicLog log = Logs.of(60);
        Segment first = log.head();
        Logs.bury(log, 0, 8, Segment.EXPIRED);
        Logs.bury(log, 8, 23, Segment.EXPIRED);
        log.unlinkFront();
        assertThat(Logs.bases(log)).containsExactly(8L, 24L, 56L);
        assertThat(first.next()).isSameAs(Segment.UNLINKED);
        assertThat(log.firstKept()).isEqualTo(23);
        assertThat(log.segmentOf(3).base()).as("a later one").isEqualTo(8);
    }

    @Test
    void theLastSegmentStays() {
        TopicLog log = Logs.of(8);
        Logs.bury(log, 0, 8, Segment.EXPIRED);
        log.unlinkFront();
        assertThat(Logs.bases(log)).containsExactly(0L);
        assertThat(log.firstKept()).isEqualTo(8);
        Logs.publish(log, 1, 0, Envelope.NEVER);
        log.unlinkFront();
        assertThat(Logs.bases(log)).containsExactly(8L);
    }

    @Test
    void deadSegmentsInTheMiddleAreUnlinkedWhenManyHaveDied() {
        TopicLog log = Logs.of(130);
        Logs.bury(log, 8, 24, Segment.EXPIRED);
        Logs.bury(log, 56, 120, Segment.EXPIRED);
        for (int i = 0; i < 63; i++) {
            log.unlinkSometimes();
        }
        assertThat(Logs.bases(log)).containsExactly(0L, 8L, 24L, 56L, 120L);
        log.unlinkSometimes();
        assertThat(Logs.bases(log)).containsExactly(0L, 24L, 120L);
    }

    @Test
    void aPlaceInAHoleIsNotSeen() {
        TopicLog log = new TopicLog("t");
        LogCursor cursor = new LogCursor(log, Position.earliest(), 0);
        long first = log.claim(2);
        log.store(first + 1, new byte[1], Attributes.NONE, 0, Envelope.NEVER);
        Logs.Passed passed = new Logs.Passed();
        assertThat(Logs.drain(cursor, passed)).isEmpty();
        log.store(first, new byte[1], Attributes.NONE, 0, Envelope.NEVER);
        assertThat(Logs.drain(cursor, passed)).containsExactly(0L, 1L);
    }

    @Test
    void aPlaceThatIsForgoneCountsAsDropped() {
        TopicLog log = new TopicLog("t");
        LogCursor cursor = new LogCursor(log, Position.latest(), 0);
        log.head().forgo(log.claim(1));
        Logs.publish(log, 1, 0, Envelope.NEVER);
        Logs.Passed passed = new Logs.Passed();
        assertThat(Logs.drain(cursor, passed)).containsExactly(1L);
        assertThat(passed.dropped).containsExactly(0L);
    }
}
