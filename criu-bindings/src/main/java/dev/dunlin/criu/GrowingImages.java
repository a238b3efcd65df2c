package dev.dunlin.criu;

import dev.dunlin.criu.Manifest.Entry;
import dev.dunlin.criu.system.PageSum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads the pages of a dump while they are written, for their checksums: memory is only ever appended to its images. A thread
 * of its own follows them; the rest is read when the dump is over.
 */
final class GrowingImages {

    private static final long PAUSE_NANOS = 5_000_000;

    private final Path directory;
    private final Map<String, Following> followed = new HashMap<>();
    private final Thread thread;
    private final ByteBuffer buffer = PageSum.buffer();
    private volatile boolean over;

    /** One file, as far as it has been read. */
    private record Following(FileChannel channel, PageSum sum) {}

    private GrowingImages(Path directory) {
        this.directory = directory;
        this.thread = new Thread(this::follow, "dunlin-checksums");
        thread.setDaemon(true);
    }

    /** Begins to follow what is written into a directory. */
    static GrowingImages in(Path directory) {
        GrowingImages images = new GrowingImages(directory);
        images.thread.start();
        return images;
    }

    /** The pages with their checksums, now that nobody writes them any more. To be called once, and always. */
    List<Entry> pages() throws IOException {
        stop();
        List<Entry> entries = new ArrayList<>();
        try {
            for (String name : ImageDirectory.imageNames(directory)) {
                if (ImageDirectory.isPages(name)) {
                    Following file = followed.get(name);
                    entries.add(file == null ? Digests.ofPages(name, directory.resolve(name)) : finish(name, file));
                }
            }
        } finally {
            forget();
        }
        return entries;
    }

    /** Reads no further. */
    void abandon() {
        stop();
        forget();
    }

    private void stop() {
        over = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try {
            while (!over) {
                for (String name : ImageDirectory.imageNames(directory)) {
                    if (ImageDirectory.isPages(name) && !followed.containsKey(name)) {
                        FileChannel channel = FileChannel.open(directory.resolve(name), StandardOpenOption.READ);
                        followed.put(name, new Following(channel, new PageSum()));
                    }
                }
                boolean more = false;
                for (Following file : followed.values()) {
                    while (!over && advance(file)) {
                        more = true;
                    }
                }
                if (!more) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (IOException e) {
            // Then all is read at the end, where a failure is told.
            forget();
        }
    }

    private boolean advance(Following file) throws IOException {
        buffer.clear();
        if (file.channel.read(buffer) <= 0) {
            return false;
        }
        file.sum.update(buffer.flip());
        return true;
    }

    private Entry finish(String name, Following file) throws IOException {
        boolean more = true;
        while (more) {
            more = advance(file);
        }
        long read = file.channel.position();
        if (read != Files.size(directory.resolve(name))) {
            return Digests.ofPages(name, directory.resolve(name));
        }
        return new Entry(name, read, file.sum.text());
    }

    private void forget() {
        followed.values().forEach(GrowingImages::close);
        followed.clear();
    }

    /** It was only read: nothing is lost if that fails. */
    private static boolean close(Following file) {
        try {
            file.channel.close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
