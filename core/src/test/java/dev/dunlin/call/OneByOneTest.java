package dev.dunlin.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks of several threads, one at a time. */
@Timeout(60)
final class OneByOneTest {

    private static final int THREADS = 4;
    private static final int EACH = 100_000;

    private final OneByOne tasks = new OneByOne();

    @Test
    void runsATaskAtOnce() {
        List<String> ran = new ArrayList<>();
        tasks.run(() -> ran.add("first"));
        assertThat(ran).containsExactly("first");
        tasks.run(() -> ran.add("second"));
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void runsWhatATaskGivesAfterIt() {
        List<String> ran = new ArrayList<>();
        tasks.run(() -> {
            tasks.run(() -> {
                ran.add("second");
                tasks.run(() -> ran.add("fourth"));
            });
            tasks.run(() -> ran.add("third"));
            ran.add("first");
        });
        assertThat(ran).containsExactly("first", "second", "third", "fourth");
    }

    @Test
    void runsEachOfManyThreadsInItsOrderAndNoTwoAtATime() throws InterruptedException {
        // Not synchronized: what one task writes the next one sees, and none is lost.
        int[] last = new int[THREADS];
        int[] counts = {0, 0};
        CountDownLatch ready = new CountDownLatch(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int index = t;
            Thread thread = new Thread(() -> {
                ready.countDown();
                for (int i = 1; i <= EACH; i++) {
                    int number = i;
                    tasks.run(() -> {
                        counts[0]++;
                        counts[1] += last[index] == number - 1 ? 0 : 1;
                        last[index] = number;
                    });
                }
            });
            threads.add(thread);
            thread.start();
        }
        assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();
        for (Thread thread : threads) {
            thread.join();
        }
        // By the last runner, whoever that was.
        tasks.run(() -> assertThat(counts).containsExactly(THREADS * EACH, 0));
    }
}
