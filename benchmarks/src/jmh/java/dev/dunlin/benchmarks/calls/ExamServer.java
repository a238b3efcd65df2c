package dev.dunlin.benchmarks.calls;

import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Answers questions, and can be told to be slow with all answers or a share of them. A slow answer takes no thread while it
 * waits, and those after it go on: it is the answer that is late, not the server that is busy. Safe for use by any thread.
 */
final class ExamServer implements CallServer {

    /** How many answers may be late at a time; a peer that asks for more is refused, which fails the launch. */
    private static final int MOST_LATE = 1 << 20;

    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long TICK_NANOS = 500_000;

    /** An answer and when it is to be given. */
    private record Late(Runnable reply, long dueNanos) {}

    private final LongAdder executed = new LongAdder();
    private final BlockingQueue<Late> late = new ArrayBlockingQueue<>(MOST_LATE);
    private final SplittableRandom random = new SplittableRandom(11);
    private volatile double lateShare;

    ExamServer() {
        Thread thread = new Thread(this::giveLateAnswers, "late answers");
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on this share of the answers, 0 to 1, is 100 ms late. */
    void beLate(double share) {
        lateShare = share;
    }

    /** How many questions were answered, or will be. */
    long executed() {
        return executed.sum();
    }

    @Override
    public void answer(byte[] request, Consumer<byte[]> reply) {
        executed.increment();
        byte[] answer = Exam.answer(request);
        if (lateShare > 0 && isLate()) {
            late.add(new Late(() -> reply.accept(answer), System.nanoTime() + LATE_NANOS));
        } else {
            reply.accept(answer);
        }
    }

    private boolean isLate() {
        synchronized (random) {
            return random.nextDouble() < lateShare;
        }
    }

    private void giveLateAnswers() {
        try {
            while (true) {
                Late next = late.take();
                while (next.dueNanos - System.nanoTime() > 0) {
                    LockSupport.parkNanos(TICK_NANOS);
                }
                next.reply.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
