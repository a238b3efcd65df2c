package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Sender;
import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * Aeron over IPC with a media driver in this process: a log in shared memory, payloads copied in and out. Subscribers take
 * each message into an array that they use again, so that no garbage is made. Its JVM needs {@code --add-opens
 * java.base/jdk.internal.misc=ALL-UNNAMED}.
 */
final class AeronBus implements Bus {

    private static final int STREAM = 1;
    private static final int FRAGMENTS = 256;

    /** A frame's header and alignment make 96 bytes of a message of 64. */
    private static final int WINDOW_BYTES = MAX_WAITING * 96;

    private static final String CHANNEL = "aeron:ipc?term-length=16m|pub-wnd=" + WINDOW_BYTES;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final MediaDriver driver;
    private final Aeron aeron;
    private final boolean alone;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    AeronBus(int publishers, List<Meter> subscribers) {
        alone = publishers == 1;
        String folder = folder();
        driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(folder)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .termBufferSparseFile(false));
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(folder));
        for (Meter subscriber : subscribers) {
            Subscription subscription = aeron.addSubscription(CHANNEL, STREAM);
            Thread thread = new Thread(() -> poll(subscription, subscriber), "subscriber");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /** Shared memory where there is some: a log on a disk would measure the disk. */
    private static String folder() {
        Path memory = Path.of("/dev/shm");
        try {
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "dunlin-bench-aeron-").toString()
                    : Files.createTempDirectory("dunlin-bench-aeron-").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void poll(Subscription subscription, Meter subscriber) {
        IdleStrategy idle = new YieldingIdleStrategy();
        byte[][] payload = {new byte[0]};
        FragmentHandler take = (buffer, offset, length, header) -> {
            if (payload[0].length != length) {
                payload[0] = new byte[length];
            }
            buffer.getBytes(offset, payload[0]);
            subscriber.accept(payload[0]);
        };
        while (!closed) {
            idle.idle(subscription.poll(take, FRAGMENTS));
        }
    }

    @Override
    public Sender sender() {
        Publication publication =
                alone ? aeron.addExclusivePublication(CHANNEL, STREAM) : aeron.addPublication(CHANNEL, STREAM);
        awaitSubscribers(publication);
        BufferClaim claim = new BufferClaim();
        IdleStrategy idle = new YieldingIdleStrategy();
        return payload -> {
            while (true) {
                long position = publication.tryClaim(payload.length, claim);
                if (position >= 0) {
                    claim.buffer().putBytes(claim.offset(), payload);
                    claim.commit();
                    return;
                }
                if (position != Publication.BACK_PRESSURED && position != Publication.ADMIN_ACTION) {
                    throw new IllegalStateException("tryClaim says " + Publication.errorString(position));
                }
                idle.idle(0);
            }
        };
    }

    /** Who is not there yet when a message is published does not get it. */
    private void awaitSubscribers(Publication publication) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!publication.isConnected()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("no subscriber of " + CHANNEL + " within 10 s");
            }
            LockSupport.parkNanos(1);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        aeron.close();
        driver.close();
    }
}
