package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class InputPumpTest {

    private static final long PATIENCE_MILLIS = 10_000;

    @Test
    void givesAllBytesInOrderAndThenTheEnd() {
        byte[] bytes = new byte[1_000_000];
        new Random(42).nextBytes(bytes);
        InputPump pump = started(new ByteArrayInputStream(bytes));
        ByteArrayOutputStream given = new ByteArrayOutputStream();
        InputPump.Piece piece = pump.next(PATIENCE_MILLIS);
        while (piece instanceof InputPump.Piece.Bytes some) {
            given.write(some.array(), 0, some.length());
            piece = pump.next(PATIENCE_MILLIS);
        }
        assertThat(piece).isEqualTo(new InputPump.Piece.End());
        assertThat(given.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void givesNothingWhileTheStreamIsSilent() throws IOException {
        try (PipedOutputStream source = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(source)) {
            assertThat(started(in).next(1)).isNull();
        }
    }

    @Test
    void stopsWhileTheStreamIsSilentAndGivesWhatCameBefore() throws IOException {
        try (PipedOutputStream source = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(source)) {
            InputPump pump = started(in);
            source.write("before".getBytes(StandardCharsets.UTF_8));
            source.flush();
            assertThat(pump.next(PATIENCE_MILLIS)).isInstanceOf(InputPump.Piece.Bytes.class);
            pump.stop();
            assertThat(pump.next(PATIENCE_MILLIS)).isEqualTo(new InputPump.Piece.Stopped());
            assertThat(pump.next(PATIENCE_MILLIS)).isEqualTo(new InputPump.Piece.Stopped());
        }
    }

    @Test
    void stoppingWakesTheOneWhoWaits() throws Exception {
        try (PipedOutputStream source = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(source)) {
            InputPump pump = started(in);
            CountDownLatch stopped = new CountDownLatch(1);
            Thread waiting = new Thread(() -> {
                if (pump.next(Long.MAX_VALUE) instanceof InputPump.Piece.Stopped) {
                    stopped.countDown();
                }
            });
            waiting.start();
            Await.until("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
            pump.stop();
            assertThat(stopped.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        }
    }

    @Test
    void readsNoFurtherAheadThanItsBound() throws Exception {
        CountingStream endless = new CountingStream();
        InputPump pump = started(endless);
        // The bound waits in the queue, and one more in the reader's hand.
        assertThat(endless.reads.tryAcquire(InputPump.MOST_AHEAD + 1, PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(endless.reads.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse();
        pump.next(PATIENCE_MILLIS);
        assertThat(endless.reads.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                .isTrue();
        pump.stop();
    }

    @Test
    void saysThatTheStreamCannotBeRead() {
        InputPump pump = started(new FailingStream());
        assertThat(pump.next(PATIENCE_MILLIS))
                .isInstanceOfSatisfying(
                        InputPump.Piece.Failed.class,
                        failed -> assertThat(failed.cause()).hasMessage("Is a directory"));
    }

    private static InputPump started(InputStream in) {
        InputPump pump = new InputPump(in);
        pump.start();
        return pump;
    }

    private static final class FailingStream extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("Is a directory");
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return read();
        }
    }

    private static final class CountingStream extends InputStream {

        private final Semaphore reads = new Semaphore(0);

        @Override
        public int read() {
            throw new UnsupportedOperationException("only whole pieces are read");
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            reads.release();
            Arrays.fill(bytes, from, from + length, (byte) 'x');
            return length;
        }
    }
}
