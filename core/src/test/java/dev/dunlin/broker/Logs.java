package dev.dunlin.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Logs for tests, filled by hand. */
final class Logs {

    static final Attributes KEYED = new Attributes("key", null, Map.of());

    private Logs() {}

    /** Publishes messages of 10 bytes that are accepted at the given time. */
    static void publish(TopicLog log, int count, long acceptedMillis, long expiresMillis) {
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[10];
            log.addBytes(Envelope.costBytes(payload, Attributes.NONE));
            log.store(log.claim(1), payload, Attributes.NONE, acceptedMillis, expiresMillis);
        }
    }

    static TopicLog of(int count) {
        TopicLog log = new TopicLog("t");
        publish(log, count, 0, Envelope.NEVER);
        return log;
    }

    /** Buries messages, as the reclaimer does. */
    @SuppressWarnings("ReferenceEquality") // a tombstone is known by its identity
    static void bury(TopicLog log, long first, long end, byte[] tombstone) {
        for (long at = first; at < end; at++) {
            Segment segment = log.segmentOf(at);
            int cost = segment.costBytes(at);
            segment.bury(at, tombstone);
            log.countGone(1, cost);
            if (tombstone == Segment.DROPPED) {
                log.noteDropped(at);
            }
        }
    }

    /** The bases of the segments that can be reached. */
    static List<Long> bases(TopicLog log) {
        List<Long> bases = new ArrayList<>();
        for (Segment at = log.head(); at != null && at != Segment.UNLINKED; at = at.next()) {
            bases.add(at.base());
        }
        return bases;
    }

    /** Takes what a cursor is given now: its sequences. */
    static List<Long> drain(LogCursor cursor, Passage passage) {
        List<Long> sequences = new ArrayList<>();
        for (Envelope next = cursor.next(passage); next != null; next = cursor.next(passage)) {
            sequences.add(next.sequence());
        }
        cursor.publish();
        return sequences;
    }

    /** Counts what a cursor passes over. */
    static final class Passed implements Passage {

        int expired;
        final List<Long> dropped = new ArrayList<>();

        @Override
        public void expired(int count) {
            expired += count;
        }

        @Override
        public void dropped(long first, long count) {
            for (long at = first; at < first + count; at++) {
                dropped.add(at);
            }
        }
    }
}
