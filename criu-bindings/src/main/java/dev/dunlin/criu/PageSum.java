package dev.dunlin.criu;

import dev.dunlin.criu.system.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A running checksum of memory pages, which are too many for SHA-256: that takes as long as the dump of them. Each part of
 * {@value #PART_BYTES} bytes counts with its CRC-32C and its CRC-32, and the sum is the SHA-256 of these eight bytes of all parts.
 * The two polynomials have no factor in common, so together they are a CRC of 64 bits: it finds every change within 64 bits
 * in a row, and of others all but one in 2<sup>64</sup>. It finds damage, not forgery. For one thread.
 */
final class PageSum {

    /** How much counts as one part. */
    static final int PART_BYTES = 1 << 20;

    /** A buffer of this size stays in the processor's own cache between the two. */
    private static final int BUFFER_BYTES = 256 << 10;

    private final CRC32C castagnoli = new CRC32C();
    private final CRC32 ordinary = new CRC32();
    private final MessageDigest parts = Sha256.create();
    private final ByteBuffer part = ByteBuffer.allocate(2 * Integer.BYTES);
    private int inPart;

    /** A buffer to read into: outside of the heap, where it is filled without another copy. */
    static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(BUFFER_BYTES);
    }

    /** Takes in what is left in a buffer. */
    void update(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            ByteBuffer piece = bytes.slice(bytes.position(), Math.min(bytes.remaining(), PART_BYTES - inPart));
            castagnoli.update(piece);
            ordinary.update(piece.rewind());
            inPart += piece.limit();
            bytes.position(bytes.position() + piece.limit());
            if (inPart == PART_BYTES) {
                endPart();
            }
        }
    }

    /** What it comes to, as 64 hexadecimal digits. Nothing can be taken in any more. */
    String text() {
        if (inPart > 0) {
            endPart();
        }
        return HexFormat.of().formatHex(parts.digest());
    }

    /**
     * Reads a file to its end.
     *
     * @param name how the entry names it
     * @throws IOException if it cannot be read, or is no regular file
     */
    static Manifest.Entry of(String name, Path file, LinkOption... links) throws IOException {
        if (!Files.isRegularFile(file, links)) {
            throw new IOException(file + " is no regular file");
        }
        PageSum sum = new PageSum();
        ByteBuffer buffer = buffer();
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

    private void endPart() {
        part.clear();
        part.putInt((int) castagnoli.getValue()).putInt((int) ordinary.getValue());
        parts.update(part.flip());
        castagnoli.reset();
        ordinary.reset();
        inPart = 0;
    }
}
