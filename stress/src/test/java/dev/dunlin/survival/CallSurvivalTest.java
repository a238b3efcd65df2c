package dev.dunlin.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.call.Answer;
import dev.dunlin.call.Pending;
import dev.dunlin.call.Procedure;
import dev.dunlin.call.ReplicaReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replicas that are processes of their own, one of which is killed, stopped or wrong in the middle of calls: a majority answers
 * as quickly as in health, never wrongly, and no replica carries out a request twice. {@code -Ddunlin.rounds=100} does each a
 * hundred times; the ordinary build, a few.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES) // a hundred rounds take their time
final class CallSurvivalTest {

    private static final int ROUNDS = Integer.getInteger("dunlin.rounds", 3);

    /** Calls that are on their way when something happens. */
    private static final int BEGUN = 10;

    /** Calls with and without the victim take turns in blocks, so that what else the machine does befalls both. */
    private static final int BLOCKS = 8;

    private static final int BLOCK = 25;
    private static final int WARM_UP = 500;

    /** By how much the time with one that is not well may be over that of health, and in which percentile a hedge is sent. */
    private static final double FACTOR = 1.2;

    private static final double HEDGE = 0.95;

    /** For a machine on which a process may have to wait for a core while the same calls in health did not. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Where one call takes so long it waits for what it should not: that is said at once, not after hundreds of them. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final List<Long> healthyNanos = new ArrayList<>();
    private final List<Long> ailingNanos = new ArrayList<>();

    /** Calls of a majority that take a while, in the middle of which it happens, and such that it does not happen to. */
    private final List<Pending<String>> hit = new ArrayList<>();

    private final List<Pending<String>> spared = new ArrayList<>();
    private final List<Long> hitNanos = new ArrayList<>();
    private final List<Long> sparedNanos = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void aReplicaThatIsKilledIsNotWaitedForAndDoesNothingTwice() throws Exception {
        try (Flock flock = new Flock(folder, false)) {
            warmUp(flock);
            for (int round = 0; round < ROUNDS; round++) {
                List<String> asked = slowTexts(flock);
                beginSlow(flock);
                List<Pending<String>> begun = flock.begin(asked);
                flock.victim().kill();
                measure(flock);
                measureSlow();
                flock.startVictimAnew();
                flock.awaitVictim();
                for (int i = 0; i < BEGUN; i++) {
                    Answer<String> answer = Flock.answerOf(begun.get(i));
                    // Those that it had carried out it may not be asked again: all can not agree then.
                    assertThat(answer).isInstanceOfAny(Answer.TooFew.class, Answer.Agreed.class);
                    assertRight(answer, asked.get(i));
                }
            }
            flock.assertEachWasCarriedOutOnce();
            assertInTime();
        }
    }

    @Test
    void aReplicaThatStandsStillIsNotWaitedForAndCarriesOutOnceWhatItIsSentManyTimes() throws Exception {
        try (Flock flock = new Flock(folder, false)) {
            warmUp(flock);
            for (int round = 0; round < ROUNDS; round++) {
                List<String> asked = slowTexts(flock);
                beginSlow(flock);
                List<Pending<String>> begun = flock.begin(asked);
                long resent = flock.resentToVictim();
                flock.victim().signal("STOP");
                measure(flock);
                measureSlow();
                Flock.await("it is asked again", () -> flock.resentToVictim() >= resent + BEGUN);
                flock.victim().signal("CONT");
                for (int i = 0; i < BEGUN; i++) {
                    Answer<String> answer = Flock.answerOf(begun.get(i));
                    assertThat(answer).isInstanceOf(Answer.Agreed.class);
                    assertRight(answer, asked.get(i));
                }
                flock.awaitVictim();
            }
            flock.assertEachWasCarriedOutOnce();
            assertInTime();
        }
    }

    @Test
    void aReplicaThatDivergesIsOutvoted() throws Exception {
        try (Flock flock = new Flock(folder, true)) {
            warmUp(flock);
            for (int round = 0; round < ROUNDS; round++) {
                List<String> asked = slowTexts(flock);
                beginSlow(flock);
                List<Pending<String>> begun = flock.begin(asked);
                measure(flock);
                measureSlow();
                for (Pending<String> unanimous : begun) {
                    assertThat(Flock.answerOf(unanimous)).isInstanceOf(Answer.Split.class);
                }
                Pending<String> one = flock.ailing().start(flock.text());
                assertThat(one.repaired().toCompletableFuture().get(1, TimeUnit.MINUTES))
                        .filteredOn(ReplicaReport::dissents)
                        .extracting(report -> report.replica().toString())
                        .containsExactly(flock.victimAddress());
            }
            flock.assertEachWasCarriedOutOnce();
            assertInTime();
        }
    }

    private static List<String> slowTexts(Flock flock) {
        return Stream.generate(() -> ReplicaPeer.SLOW + flock.text())
                .limit(BEGUN)
                .toList();
    }

    private void beginSlow(Flock flock) {
        slowTexts(flock).forEach(text -> spared.add(flock.healthy().start(text)));
        slowTexts(flock).forEach(text -> hit.add(flock.ailing().start(text)));
    }

    private void measureSlow() throws Exception {
        for (Pending<String> call : hit) {
            hitNanos.add(tookNanos(call));
        }
        for (Pending<String> call : spared) {
            sparedNanos.add(tookNanos(call));
        }
        hit.clear();
        spared.clear();
    }

    private static long tookNanos(Pending<String> call) throws Exception {
        Answer<String> answer = Flock.answerOf(call);
        assertThat(answer).isInstanceOf(Answer.Agreed.class);
        assertThat(answer.get()).startsWith(ReplicaPeer.SLOW);
        return answer.took().toNanos();
    }

    private static void assertRight(Answer<String> answer, String asked) {
        if (answer instanceof Answer.Agreed<String> agreed) {
            assertThat(agreed.value()).isEqualTo(asked);
        }
    }

    private static void warmUp(Flock flock) {
        for (int i = 0; i < WARM_UP; i++) {
            time(flock, flock.healthy());
            time(flock, flock.ailing());
        }
    }

    private void measure(Flock flock) {
        for (int block = 0; block < BLOCKS; block++) {
            for (int i = 0; i < BLOCK; i++) {
                healthyNanos.add(time(flock, flock.healthy()));
            }
            for (int i = 0; i < BLOCK; i++) {
                ailingNanos.add(time(flock, flock.ailing()));
            }
        }
    }

    /** How long a call takes, which must be answered with what it asked. */
    private static long time(Flock flock, Procedure<String, String> echo) {
        String text = flock.text();
        long begun = System.nanoTime();
        Answer<String> answer = echo.ask(text);
        long took = System.nanoTime() - begun;
        assertThat(answer).isInstanceOf(Answer.Agreed.class);
        assertThat(answer.get()).isEqualTo(text);
        assertThat(took).as("nanoseconds of one call").isLessThan(LONGEST_NANOS);
        return took;
    }

    private void assertInTime() {
        long healthy = percentile(healthyNanos, 0.5);
        long hedge = percentile(healthyNanos, HEDGE);
        long ailing = percentile(ailingNanos, 0.5);
        String figures = ailingNanos.size() + " calls: median " + micros(ailing) + ", of " + micros(healthy)
                + " in health; a hedge after " + micros(hedge);
        System.out.println(figures);
        assertThat(ailing).as(figures).isLessThanOrEqualTo((long) (FACTOR * healthy) + hedge + SLACK_NANOS);
        assertHitInTime(hedge);
    }

    /** Those that were on their way: nearly all, not half of them. */
    private void assertHitInTime(long hedge) {
        long slow = percentile(sparedNanos, 0.5);
        long slowest = percentile(hitNanos, HEDGE);
        String figures = hitNanos.size() + " calls on their way when it happened: 95 % within " + micros(slowest)
                + "; in health " + micros(slow);
        System.out.println(figures);
        assertThat(slowest).as(figures).isLessThanOrEqualTo((long) (FACTOR * slow) + hedge + SLACK_NANOS);
    }

    private static long percentile(List<Long> nanos, double share) {
        return nanos.stream()
                .sorted()
                .skip((long) (share * nanos.size()))
                .findFirst()
                .orElseThrow();
    }

    private static String micros(long nanos) {
        return Duration.ofNanos(nanos).toNanos() / 1_000 + " us";
    }
}
