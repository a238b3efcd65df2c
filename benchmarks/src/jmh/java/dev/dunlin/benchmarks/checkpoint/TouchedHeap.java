package dev.dunlin.benchmarks.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A JVM that holds so much memory that no page of it is like another, and writes the sum of some of it again and again.
 *
 * <p>Arguments: how many MiB, and a file: it ends when that has gone, or after ten minutes of its own time.
 */
final class TouchedHeap {

    private static final int CHUNK_BYTES = 1 << 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private TouchedHeap() {}

    public static void main(String[] arguments) {
        SplittableRandom random = new SplittableRandom(1);
        List<byte[]> chunks = new ArrayList<>();
        for (int i = Integer.parseInt(arguments[0]); i > 0; i--) {
            byte[] chunk = new byte[CHUNK_BYTES];
            random.nextBytes(chunk);
            chunks.add(chunk);
        }
        Path wanted = Path.of(arguments[1]);
        long begun = System.nanoTime();
        for (int turn = 0; Files.exists(wanted) && System.nanoTime() - begun < LONGEST_NANOS; turn++) {
            System.out.println(chunks.get(turn % chunks.size())[turn % CHUNK_BYTES]);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
