package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.environment.VirtualEnvironment;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ExcerptTest {

    private final Logs.Passed passed = new Logs.Passed();

    @Property(tries = 300)
    void whatOthersTookChangesNothingForThoseWhoFollow(
            @ForAll @Size(max = 40) Set<@IntRange(max = 299) Integer> buried,
            @ForAll @Size(min = 2, max = 4) List<@IntRange(max = 250) Integer> starts,
            @ForAll @IntRange(min = 1, max = 64) int budget) {
        TopicLog log = Logs.of(300);
        buried.forEach(at -> Logs.bury(log, at, at + 1, Segment.EXPIRED));
        List<LogCursor> cursors = starts.stream()
                .map(start -> new LogCursor(log, Position.sequence(start), 0))
                .toList();
        List<List<Long>> given =
                starts.stream().<List<Long>>map(start -> new ArrayList<>()).toList();
        Excerpt excerpt = new Excerpt();
        while (cursors.stream().anyMatch(LogCursor::hasNext)) {
            for (int i = 0; i < cursors.size(); i++) {
                take(cursors.get(i), excerpt, budget, given.get(i));
            }
            excerpt.clear();
        }
        for (int i = 0; i < cursors.size(); i++) {
            assertThat(given.get(i))
                    .isEqualTo(LongStream.range(starts.get(i), 300)
                            .boxed()
                            .filter(at -> !buried.contains(at.intValue()))
                            .toList());
            assertThat(cursors.get(i).lagBytes()).isZero();
        }
    }

    private void take(LogCursor cursor, Excerpt excerpt, int budget, List<Long> given) {
        for (int i = 0; i < budget; i++) {
            int index = cursor.find(passed, excerpt, budget);
            if (index < 0) {
                break;
            }
            given.add(excerpt.present(index).sequence());
            cursor.pass(excerpt, index, index + 1);
        }
        cursor.publish();
    }

    @Test
    void whatIsBuriedMeanwhileIsGivenOrPassedOverOnce() {
        TopicLog log = Logs.of(300);
        Logs.bury(log, 2, 4, Segment.EXPIRED);
        LogCursor cursor = new LogCursor(log, Position.earliest(), 0);
        Excerpt excerpt = new Excerpt();
        List<Long> given = new ArrayList<>();
        take(cursor, excerpt, 2, given);
        assertThat(cursor.find(passed, excerpt, 0)).as("the excerpt has ended").isEqualTo(-1);
        assertThat(passed.expired).isZero();
        take(cursor, excerpt, 1, given);
        assertThat(given).containsExactly(0L, 1L, 4L);
        assertThat(passed.expired).isEqualTo(2);
    }

    @Test
    void aTombstoneWhoseSegmentWasUnlinkedMeanwhileIsPassedOverWithIt() {
        TopicLog log = Logs.of(300);
        Logs.bury(log, 9, 10, Segment.EXPIRED);
        LogCursor cursor = new LogCursor(log, Position.earliest(), 0);
        Excerpt excerpt = new Excerpt();
        List<Long> given = new ArrayList<>();
        assertThat(excerpt.take(log, log.head(), 0, 16)).isTrue();
        take(cursor, excerpt, 5, given);
        Logs.bury(log, 0, 9, Segment.EXPIRED);
        Logs.bury(log, 10, 24, Segment.EXPIRED);
        log.unlinkFront();
        take(cursor, excerpt, 300, given);
        assertThat(given).hasSize(9 + 300 - 24).startsWith(0L, 1L).contains(8L, 24L);
        assertThat(passed.expired).isEqualTo(24 - 9);
        assertThat(passed.dropped).isEmpty();
        assertThat(cursor.lagBytes()).isZero();
    }

    @Test
    void aCursorThatIsGivenWhatOthersTookLetsGoOfOldSegments() {
        TopicLog log = Logs.of(3_000);
        LogCursor follower = new LogCursor(log, Position.earliest(), 0);
        LogCursor leader = new LogCursor(log, Position.earliest(), 0);
        WeakReference<Segment> first = new WeakReference<>(log.head());
        Excerpt excerpt = new Excerpt();
        for (int turn = 0; turn < 40; turn++) {
            take(leader, excerpt, 64, new ArrayList<>());
            take(follower, excerpt, 64, new ArrayList<>());
            excerpt.clear();
        }
        Logs.bury(log, 0, 2_500, Segment.EXPIRED);
        log.unlinkFront();
        try {
            for (int i = 0; i < 50 && first.get() != null; i++) {
                System.gc();
            }
            assertThat(first.get()).as("the log's first segment").isNull();
            assertThat(follower.position()).isEqualTo(40 * 64);
        } finally {
            Reference.reachabilityFence(follower);
        }
    }

    @Test
    void noMoreIsTakenAtOnceThanAMebibyteAndAMessage() {
        TopicLog log = Logs.of(24);
        for (int i = 0; i < 32; i++) {
            log.store(log.claim(1), new byte[300_000], Attributes.NONE, 0, Envelope.NEVER);
        }
        Excerpt excerpt = new Excerpt();
        assertThat(excerpt.take(log, log.segmentOf(24), 24, 256)).isTrue();
        assertThat(excerpt.count()).isEqualTo(4);
    }

    @Test
    void aShareableValueIsDecodedOnceForSubscribersThatAreServedTogether() {
        assertThat(decodings(true)).isEqualTo(10);
    }

    @Test
    void anyOtherValueIsDecodedForEach() {
        assertThat(decodings(false)).isEqualTo(30);
    }

    /** How often ten values are decoded for three subscribers, who are all given all. */
    private static int decodings(boolean shareable) {
        AtomicInteger decoded = new AtomicInteger();
        Codec<StringBuilder> codec = new Codec<>() {
            @Override
            public byte[] encode(StringBuilder value) {
                return Codec.utf8().encode(value.toString());
            }

            @Override
            public StringBuilder decode(byte[] bytes) {
                decoded.incrementAndGet();
                return new StringBuilder(Codec.utf8().decode(bytes));
            }

            @Override
            public boolean isShareable() {
                return shareable;
            }
        };
        VirtualEnvironment world = VirtualEnvironment.startingAt(Instant.EPOCH);
        Set<StringBuilder> values = Collections.newSetFromMap(new IdentityHashMap<>());
        List<String> texts = new ArrayList<>();
        try (Broker broker =
                Broker.inMemory(BrokerConfig.builder().environment(world).build())) {
            Topic<StringBuilder> topic = broker.topic("shared", codec);
            for (int i = 0; i < 3; i++) {
                topic.subscribe(message -> {
                    values.add(message.value());
                    texts.add(message.value().toString());
                });
            }
            for (int i = 0; i < 10; i++) {
                topic.publish(new StringBuilder("value " + i));
            }
            world.advance(Duration.ofSeconds(1));
        }
        assertThat(texts).hasSize(30);
        assertThat(new HashSet<>(texts)).hasSize(10);
        assertThat(values).hasSize(decoded.get());
        return decoded.get();
    }
}
