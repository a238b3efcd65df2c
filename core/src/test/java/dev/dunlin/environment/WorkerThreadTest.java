package dev.dunlin.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerThreadTest {

    private static final int ROUNDS = 400;
    private static final long DEADLINE_NANOS = 60_000_000_000L;

    /**
     * Each producer adds work at the very moment at which the worker settles down to sleep, and adds no more until it is
     * done: a lost wake-up, and it does not go on. One alone shows a loss for sure; of several, another may wake the worker
     * in passing.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void noWakeUpIsLost(int count) throws Exception {
        Work work = new Work();
        WorkerThread worker = new WorkerThread("worker-under-test", work);
        worker.start();
        List<Thread> producers = new ArrayList<>();
        AtomicInteger finished = new AtomicInteger();
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        for (int i = 0; i < count; i++) {
            Thread producer = new Thread(() -> {
                if (produce(worker, work, deadline)) {
                    finished.incrementAndGet();
                }
            });
            producers.add(producer);
            producer.start();
        }
        for (Thread producer : producers) {
            producer.join(TimeUnit.NANOSECONDS.toMillis(DEADLINE_NANOS) * 2);
        }
        worker.close();
        assertThat(finished)
                .as("producers that came to their end, %d items done", work.done.get())
                .hasValue(count);
        assertThat(work.done).hasValue(count * ROUNDS);
        assertThat(work.settled.get()).as("times that the worker went to sleep").isGreaterThan(ROUNDS / 4);
    }

    private static boolean produce(Worker worker, Work work, long deadline) {
        for (int round = 0; round < ROUNDS; round++) {
            int settled = work.settled.get();
            while (round > 0 && work.settled.get() == settled && !work.idle) {
                Thread.onSpinWait();
                if (System.nanoTime() > deadline) {
                    return false;
                }
            }
            AtomicBoolean item = new AtomicBoolean();
            work.items.add(item);
            worker.wake();
            while (!item.get()) {
                Thread.onSpinWait();
                if (System.nanoTime() > deadline) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void aStepThatFailsDoesNotEndTheWorker() throws Exception {
        CountDownLatch steps = new CountDownLatch(3);
        Worker worker = Environment.system().startWorker("worker-that-fails", new Duty() {
            @Override
            public int step() {
                steps.countDown();
                if (steps.getCount() > 0) {
                    throw new IllegalStateException("on purpose");
                }
                return 0;
            }

            @Override
            public boolean settle() {
                return true;
            }
        });
        worker.wake();
        assertThat(steps.await(30, TimeUnit.SECONDS)).isTrue();
        worker.close();
        worker.close();
    }

    @Test
    void aStepThatWaitsIsToldFromOneThatRuns() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean running = new AtomicBoolean();
        AtomicBoolean enough = new AtomicBoolean();
        WorkerThread worker = new WorkerThread("worker-that-waits", new Duty() {
            @Override
            public int step() {
                begun.countDown();
                awaitQuietly(release);
                running.set(true);
                while (!enough.get()) {
                    Thread.onSpinWait();
                }
                return 0;
            }

            @Override
            public boolean settle() {
                return true;
            }
        });
        worker.start();
        worker.wake();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        // For an instant it may wait for a class to be loaded, and then run on to the latch.
        boolean waits = worker.isBlocked();
        while (!waits && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            waits = worker.isBlocked();
        }
        assertThat(waits).isTrue();
        release.countDown();
        while (!running.get() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(running).isTrue();
        assertThat(worker.isBlocked()).isFalse();
        enough.set(true);
        worker.close();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Marks items as done. */
    private static final class Work implements Duty {

        final Queue<AtomicBoolean> items = new ConcurrentLinkedQueue<>();
        final AtomicInteger done = new AtomicInteger();
        final AtomicInteger settled = new AtomicInteger();
        volatile boolean idle;

        @Override
        public int step() {
            AtomicBoolean item = items.poll();
            if (item == null) {
                return 0;
            }
            idle = false;
            done.incrementAndGet();
            item.set(true);
            return 1;
        }

        /** Looks for work, and gives producers time to bring some after that. */
        @Override
        public boolean settle() {
            boolean nothing = items.isEmpty();
            idle = nothing;
            linger(settled.incrementAndGet() % 4 * 100);
            return nothing;
        }

        private static void linger(int spins) {
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
        }
    }
}
