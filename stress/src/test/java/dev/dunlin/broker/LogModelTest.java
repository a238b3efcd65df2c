package dev.dunlin.broker;

import static dev.dunlin.broker.ListModel.FILLED;
import static dev.dunlin.broker.ListModel.NOTHING;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Model checks the shipped log: publishers, one reader and the reclaimer, in interleavings that Lincheck picks, compared
 * with a list.
 *
 * <p>What is checked is that publishing (claim, then store), {@code newest}, reclaiming, and a taking that waits for holes
 * are linearizable, a publish with its claim. A plain {@link LogCursor#next} promises less on purpose: between a
 * publisher's claim and its store there is a hole, and until it is filled a cursor does not see the messages behind it,
 * although their publishers may have returned. So the reader here asks again until it has come to what was claimed when it
 * looked, as {@code newest} does; what it sees on the way must be every message once, in the one order.
 *
 * <p>The model is sequentially consistent: a missing release or acquire is for the jcstress suite to find. {@link
 * BrokenLogs} shows that this one notices what it is for.
 */
class LogModelTest {

    /** What is said of the values from -1 on; made once, so that the model checker need not follow the making. */
    private static final List<Attributes> SAID = IntStream.rangeClosed(NOTHING, 99)
            .mapToObj(value -> new Attributes(String.valueOf((char) value), null, Map.of()))
            .toList();

    @ParameterizedTest
    @ValueSource(classes = {PublishAndTake.class, PublishTakeAndReclaim.class})
    void isLinearizable(Class<?> steps) {
        small().check(steps);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                BrokenLogs.ClaimsByGetAndSet.class,
                BrokenLogs.StoresBeforeClaiming.class,
                BrokenLogs.PassesHoles.class,
                BrokenLogs.BuriesBlindly.class
            })
    void noticesABrokenLog(Class<?> steps) {
        assertThatThrownBy(() -> small().check(steps)).isInstanceOf(LincheckAssertionError.class);
    }

    private static ModelCheckingOptions small() {
        return new ModelCheckingOptions()
                .sequentialSpecification(ListModel.class)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(2)
                .iterations(6)
                .invocationsPerIteration(100)
                .minimizeFailedScenario(false);
    }

    /** A publisher, as the broker is one. Its key repeats its payload, so that one without the other shows. */
    private static long publishTo(TopicLog log, int value) {
        long sequence = log.claim(1);
        log.store(sequence, new byte[] {(byte) value}, SAID.get(value - NOTHING), 0, Envelope.NEVER);
        return sequence;
    }

    private static int valueOf(Envelope envelope) {
        int value = envelope.payload()[0];
        String key = envelope.attributes().key();
        if (key == null || key.charAt(0) != (char) value) {
            throw new IllegalStateException(envelope + " has the key of another: " + envelope.attributes());
        }
        return value;
    }

    /** A log whose first segment has one place left, so that the second publish makes another. */
    private static TopicLog nearlyFull() {
        TopicLog log = new TopicLog("t");
        for (int i = 0; i < FILLED; i++) {
            publishTo(log, NOTHING);
        }
        return log;
    }

    private static int takeFrom(TopicLog log, LogCursor cursor) {
        while (true) {
            Envelope envelope = cursor.next(Unheard.PASSAGE);
            if (envelope != null) {
                return valueOf(envelope);
            }
            cursor.publish();
            if (cursor.position() >= log.nextSequence()) {
                return NOTHING;
            }
            Thread.onSpinWait();
        }
    }

    /** Publishers, a reader, and anybody who asks for the newest. */
    @Param(name = "value", gen = IntGen.class, conf = "1:99")
    public static final class PublishAndTake {

        private final TopicLog log = nearlyFull();
        private final LogCursor cursor = new LogCursor(log, Position.latest(), 0);

        @Operation
        public long publish(@Param(name = "value") int value) {
            return publishTo(log, value);
        }

        @Operation(nonParallelGroup = "reader")
        public int take() {
            return takeFrom(log, cursor);
        }

        @Operation
        public int newest() {
            return valueOf(Objects.requireNonNull(log.newest()));
        }
    }

    /** Publishers, a reader, and a reclaimer that unlinks the first segment as soon as it may. */
    @Param(name = "value", gen = IntGen.class, conf = "1:99")
    public static final class PublishTakeAndReclaim {

        private final TopicLog log = nearlyFull();
        private final LogCursor cursor = new LogCursor(log, Position.earliest(), 0);
        private long oldest;

        public PublishTakeAndReclaim() {
            for (int i = 0; i < FILLED; i++) {
                reclaim();
            }
        }

        @Operation
        public long publish(@Param(name = "value") int value) {
            return publishTo(log, value);
        }

        @Operation(nonParallelGroup = "reader")
        public int take() {
            return takeFrom(log, cursor);
        }

        @Operation(nonParallelGroup = "reclaimer")
        public int reclaim() {
            if (oldest >= log.nextSequence()) {
                return NOTHING;
            }
            Segment segment = log.segmentOf(oldest);
            byte[] payload = segment.payload(oldest);
            while (payload == null) {
                Thread.onSpinWait();
                payload = segment.payload(oldest);
            }
            segment.bury(oldest, Segment.EXPIRED);
            oldest++;
            log.unlinkFront();
            return payload[0];
        }
    }
}
