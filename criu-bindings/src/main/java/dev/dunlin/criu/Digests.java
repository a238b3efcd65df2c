package dev.dunlin.criu;

import dev.dunlin.criu.system.PageSum;
import dev.dunlin.criu.system.Sha256;
import dev.dunlin.criu.system.Sum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

/** Sums of bytes and of files. */
final class Digests {

    private static final int CHUNK_BYTES = 1 << 18;

    private Digests() {}

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.create().digest(bytes));
    }

    /**
     * Reads a file to its end.
     *
     * @param name how the entry names it
     * @throws IOException if it cannot be read, or is no regular file
     */
    static Manifest.Entry of(String name, Path file, LinkOption... links) throws IOException {
        requireRegular(file, links);
        // Most are short, and a buffer is written with zeros first.
        int bytes = (int) Math.min(Files.size(file) + 1, CHUNK_BYTES);
        return read(name, file, new Sha256(), ByteBuffer.allocate(bytes));
    }

    /** The same of an image with memory pages, by their own sum. */
    static Manifest.Entry ofPages(String name, Path file, LinkOption... links) throws IOException {
        requireRegular(file, links);
        return read(name, file, new PageSum(), PageSum.buffer());
    }

    private static void requireRegular(Path file, LinkOption... links) throws IOException {
        if (!Files.isRegularFile(file, links)) {
            throw new IOException(file + " is no regular file");
        }
    }

    private static Manifest.Entry read(String name, Path file, Sum sum, ByteBuffer buffer) throws IOException {
        long bytes = 0;
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            while (in.read(buffer) >= 0) {
                bytes += buffer.position();
                sum.update(buffer.flip());
                buffer.clear();
            }
        }
        return new Manifest.Entry(name, bytes, sum.text());
    }
}
