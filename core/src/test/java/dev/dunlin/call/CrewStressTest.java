package dev.dunlin.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many threads give a crew tasks as fast as it does them, so that it falls idle and wakes all the time. */
final class CrewStressTest {

    private static final int GIVERS = 4;
    private static final int TASKS = 50_000;

    @Test
    void everyTaskIsRunOnceAndNeverTooManyAtATime() throws InterruptedException {
        for (int most = 1; most <= 3; most++) {
            ExecutorService threads = Executors.newCachedThreadPool();
            try {
                run(new Crew(threads, most), most);
            } finally {
                threads.shutdown();
                assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static void run(Crew crew, int most) throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger tooMany = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(GIVERS * TASKS);
        Runnable task = () -> {
            if (running.incrementAndGet() > most) {
                tooMany.incrementAndGet();
            }
            running.decrementAndGet();
            done.countDown();
        };
        List<Thread> givers = new ArrayList<>();
        for (int i = 0; i < GIVERS; i++) {
            Thread giver = new Thread(() -> {
                for (int given = 0; given < TASKS; given++) {
                    crew.execute(task);
                    if ((given & 15) == 0) {
                        Thread.onSpinWait();
                    }
                }
            });
            giver.start();
            givers.add(giver);
        }
        for (Thread giver : givers) {
            giver.join(Duration.ofSeconds(60).toMillis());
        }
        assertThat(done.await(30, TimeUnit.SECONDS))
                .as("%d tasks were not run", done.getCount())
                .isTrue();
        assertThat(tooMany.get()).isZero();
    }
}
