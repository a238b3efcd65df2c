package dev.dunlin.criu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Checksums of executables and libraries that were read before, which are long and hardly ever change. One is believed as long
 * as the file is the same inode, with the same length, and the kernel has noted no change of it (ctime, which no program can
 * set). A file that has changed within the last moments is not remembered: the kernel's clock may not tell the next change
 * from that. The {@value #MOST} last used are kept. Safe for use by any thread.
 */
final class KnownDigests {

    private static final int MOST = 4096;
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final KnownDigests SHARED = new KnownDigests();

    private final Map<Identity, String> known = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, String> eldest) {
            return size() > MOST;
        }
    };

    private record Identity(Object inode, long bytes, FileTime modified, FileTime changed) {

        static Identity of(Path file) throws IOException {
            BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
            Object inode = basic.fileKey();
            Object changed = Files.getAttribute(file, "unix:ctime");
            if (inode == null || !(changed instanceof FileTime time)) {
                throw new IOException(file + " has no inode that could be told from others");
            }
            return new Identity(inode, basic.size(), basic.lastModifiedTime(), time);
        }

        boolean isSettled() {
            return changed.toInstant().isBefore(Instant.now().minus(MOMENT));
        }
    }

    /** Those of this process. */
    static KnownDigests shared() {
        return SHARED;
    }

    /**
     * The length and checksum of a file, read to its end unless they are known.
     *
     * @throws IOException if it cannot be read, or is no regular file
     */
    Manifest.Entry of(String path) throws IOException {
        Identity before = Identity.of(Path.of(path));
        String digest = known(before);
        if (digest != null) {
            return new Manifest.Entry(path, before.bytes, digest);
        }
        Manifest.Entry entry = Digests.of(path, Path.of(path));
        if (before.isSettled() && before.equals(Identity.of(Path.of(path)))) {
            synchronized (known) {
                known.put(before, entry.sha256());
            }
        }
        return entry;
    }

    private @org.jspecify.annotations.Nullable String known(Identity file) {
        synchronized (known) {
            return known.get(file);
        }
    }
}
