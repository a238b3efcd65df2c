package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.criu.NeedsCriu;
import dev.dunlin.criu.move.MigrationConfig.Mode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A JVM with a broker goes to and fro between two hosts while its clients go on; its connections stay. */
@NeedsCriu
final class BrokerMoveTest {

    private static final int ROUNDS = Integer.getInteger("dunlin.move.rounds", 1);

    private static final int LIFETIME_SECONDS = 20;
    private static final int STILL_SECONDS = 4;

    private static final long TIMERS_MICROS = TimeUnit.SECONDS.toMicros(1);

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void nothingIsLostWhenItIsStoppedAndCopied() {
        go(Mode.STOP_AND_COPY);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void nothingIsLostWhenItsMemoryFollows() {
        go(Mode.POST_COPY);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void nothingIsLostWhenItsMemoryGoesAhead() {
        go(Mode.PRE_COPY);
    }

    /** A broker that did not count the time it stood still would have the message for as much longer. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aLifetimeCountsTheTimeInWhichItStandsStill() {
        try (Scene scene = new Scene(folder, 8)) {
            long epoch = scene.traffic.lap().get("epoch");
            Scene.Move move = scene.move(Mode.STOP_AND_COPY);
            Await.until(
                    "it is about to be stopped", () -> scene.text(move.log()).contains("files compared"));
            long begun = System.nanoTime();
            scene.traffic.age(LIFETIME_SECONDS);
            Await.until("it is stopped", 120, () -> scene.text(move.log()).contains("freezing"));
            scene.pauseReceiver(scene.target(), true);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(STILL_SECONDS));
            scene.pauseReceiver(scene.target(), false);
            assertThat(TwoHosts.await(move.process(), 120))
                    .as(() -> scene.text(move.log()))
                    .isZero();

            Await.until("it is gone", () -> scene.traffic.aged().get("short") == 0);
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.println("gone after " + seconds + " s, gap " + scene.traffic.gapMicros());
            assertThat(seconds).isBetween((double) LIFETIME_SECONDS, LIFETIME_SECONDS + STILL_SECONDS - 1.0);
            assertThat(scene.traffic.aged()).containsEntry("long", 1L);
            assertThat(scene.traffic.end())
                    .containsEntry("epoch", epoch)
                    .containsEntry("lost", 0L)
                    .containsEntry("failed", 0L);
        }
    }

    /** Its connections do not go with it: its clients connect again to where it is now, and their sessions go on. */
    @ParameterizedTest
    @EnumSource(names = {"STOP_AND_COPY", "POST_COPY", "PRE_COPY"})
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingIsLostWhenItsAddressStaysBehind(Mode mode) {
        go(mode, ROUNDS, Scene.withoutAddress(folder, 16));
    }

    private void go(Mode mode) {
        go(mode, ROUNDS, new Scene(folder, 16));
    }

    private static void go(Mode mode, int rounds, Scene opened) {
        try (Scene scene = opened) {
            long epoch = scene.traffic.lap().get("epoch");
            List<Long> gaps = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                TwoHosts.Host target = scene.target();
                scene.traffic.gapMicros();
                Scene.Move move = scene.move(mode, scene.probed());
                int code = TwoHosts.await(move.process(), 120);
                assertThat(code).as(() -> scene.text(move.log())).isZero();
                scene.awaitTraffic();
                assertThat(scene.requireOneSide()).isEqualTo(target);
                gaps.add(scene.traffic.gapMicros());
                if (!scene.probed().isEmpty()) {
                    requireSeen(scene.text(move.log()));
                }
                System.out.println("round=" + round + " gapMicros=" + gaps.get(gaps.size() - 1) + " "
                        + scene.text(move.log())
                                .lines()
                                .filter(line -> line.startsWith("report"))
                                .findFirst());
            }
            Map<String, Long> all = scene.traffic.end();
            System.out.println("mode=" + mode + " moves=" + rounds + " medianGapMicros=" + median(gaps) + " " + all);
            assertThat(all).containsEntry("epoch", epoch);
            assertThat(all).containsEntry("lost", 0L).containsEntry("again", 0L).containsEntry("failed", 0L);
            assertThat(all.get("received")).isEqualTo(all.get("published"));
        }
    }

    /** A client on the host that it leaves sees how long it is away, and reaches it where it has gone. */
    private static void requireSeen(String report) {
        long downtime = number(report, "downtimeMicros");
        // Timers of TCP that have missed it look again after twice as long.
        assertThat(number(report, "gapMicros")).as(report).isBetween(downtime / 2, 3 * downtime + TIMERS_MICROS);
        assertThat(number(report, "failed")).as(report).isZero();
        assertThat(report).doesNotContain("a client saw", "no answer");
    }

    private static long number(String report, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":(\\d+)").matcher(report);
        assertThat(found.find()).as(name + " in " + report).isTrue();
        return Long.parseLong(found.group(1));
    }

    private static long median(List<Long> gaps) {
        return gaps.stream().sorted().toList().get(gaps.size() / 2);
    }
}
