package dev.dunlin.criu.system;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A running checksum of memory pages, which are too many for SHA-256: that takes as long as the dump of them. Each part of
 * {@value #PART_BYTES} bytes counts with its CRC-32C and its CRC-32, and the sum is the SHA-256 of these eight bytes of all parts.
 * The two polynomials have no factor in common, so together they are a CRC of 64 bits: it finds every change within 64 bits
 * in a row, and of others all but one in 2<sup>64</sup>. It finds damage, not forgery. For one thread.
 */
public final class PageSum implements Sum {

    /** How much counts as one part. */
    public static final int PART_BYTES = 1 << 20;

    /** A buffer of this size stays in the processor's own cache between the two. */
    private static final int BUFFER_BYTES = 256 << 10;

    private final CRC32C castagnoli = new CRC32C();
    private final CRC32 ordinary = new CRC32();
    private final MessageDigest parts = Sha256.create();
    private final ByteBuffer part = ByteBuffer.allocate(2 * Integer.BYTES);
    private int inPart;
    private @Nullable String text;

    /** A sum of nothing yet. */
    public PageSum() {}

    /** A buffer to read into: outside of the heap, where it is filled without another copy. */
    public static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(BUFFER_BYTES);
    }

    @Override
    public void update(byte[] bytes, int from, int length) {
        update(ByteBuffer.wrap(bytes, from, length));
    }

    @Override
    public void update(ByteBuffer bytes) {
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

    @Override
    public String text() {
        if (text == null) {
            if (inPart > 0) {
                endPart();
            }
            text = HexFormat.of().formatHex(parts.digest());
        }
        return text;
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
