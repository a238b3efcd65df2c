package dev.dunlin.criu.image;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image as CRIU writes it: one or two magic numbers, then entries, each its length and a protobuf message; all numbers have 32
 * bits, little-endian. (CRIU's {@code criu/image.c} and {@code include/magic.h}.) Never more is kept than the file is long, and
 * never more than {@link #MOST_ENTRIES} entries of {@link #LONGEST_ENTRY} bytes. For one thread.
 */
final class ImageFile implements AutoCloseable {

    /** The longest entry that is read: beyond it is no image, or none for us. */
    static final int LONGEST_ENTRY = 4 << 20;

    /** How many entries of a file are read at most. */
    static final int MOST_ENTRIES = 1 << 20;

    private static final int COMMON = 0x54564319;
    private static final int SERVICE = 0x55105940;

    /** Which image it is: the second magic number. */
    enum Kind {
        /** The only one that begins with a single magic number. */
        INVENTORY(0x58313116, 0),
        PROCESSES(COMMON, 0x50273030),
        CORE(COMMON, 0x55053847),
        MEMORY(COMMON, 0x57492820),
        PAGEMAP(COMMON, 0x56084025),
        FILES(COMMON, 0x56303138),
        DESCRIPTORS(COMMON, 0x56213732),
        TCP_STREAM(COMMON, 0x51465506),
        STATS(SERVICE, 0x57093306);

        private final int family;
        private final int magic;

        Kind(int family, int magic) {
            this.family = family;
            this.magic = magic;
        }
    }

    private final Path file;
    private final DataInputStream in;
    private long left;
    private int entries;

    private ImageFile(Path file, InputStream in, long length) {
        this.file = file;
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.left = length;
    }

    /**
     * Opens an image, and checks its magic numbers.
     *
     * @throws MalformedImageException if it is missing, or is another
     */
    static ImageFile open(Path file, Kind kind) {
        try {
            ImageFile image = new ImageFile(file, Files.newInputStream(file), Files.size(file));
            try {
                image.expect(kind.family);
                if (kind.magic != 0) {
                    image.expect(kind.magic);
                }
                return image;
            } catch (RuntimeException e) {
                image.close();
                throw e;
            }
        } catch (IOException e) {
            throw new MalformedImageException(file + " cannot be read: " + e, e);
        }
    }

    /** The first entry of an image. */
    static <M> M first(Path file, Kind kind, Parser<M> parser) {
        try (ImageFile image = open(file, kind)) {
            M message = image.next(parser);
            if (message == null) {
                throw image.malformed("has no entry", null);
            }
            return message;
        }
    }

    /** All entries of an image. */
    static <M> List<M> all(Path file, Kind kind, Parser<M> parser) {
        try (ImageFile image = open(file, kind)) {
            List<M> messages = new ArrayList<>();
            for (M message = image.next(parser); message != null; message = image.next(parser)) {
                messages.add(message);
            }
            return messages;
        }
    }

    /** The next entry, or null at the end. */
    <M> @Nullable M next(Parser<M> parser) {
        if (left == 0) {
            return null;
        }
        int length = number();
        if (length < 0 || length > left || length > LONGEST_ENTRY) {
            throw malformed(
                    "has an entry of " + Integer.toUnsignedString(length) + " bytes, with " + left + " left; at most "
                            + LONGEST_ENTRY + " are read",
                    null);
        }
        if (++entries > MOST_ENTRIES) {
            throw malformed("has more than " + MOST_ENTRIES + " entries", null);
        }
        byte[] bytes = new byte[length];
        try {
            in.readFully(bytes);
            left -= length;
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw malformed("has an entry that is no message: " + e.getMessage(), e);
        } catch (IOException e) {
            throw malformed("cannot be read: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw malformed("cannot be closed: " + e, e);
        }
    }

    private void expect(int magic) {
        int number = number();
        if (number != magic) {
            throw malformed(String.format("begins with %08x, where %08x should be", number, magic), null);
        }
    }

    private int number() {
        if (left < Integer.BYTES) {
            throw malformed("ends too early: " + left + " bytes left, and 4 expected", null);
        }
        try {
            int number = Integer.reverseBytes(in.readInt());
            left -= Integer.BYTES;
            return number;
        } catch (EOFException e) {
            throw malformed("ends too early", e);
        } catch (IOException e) {
            throw malformed("cannot be read: " + e, e);
        }
    }

    private MalformedImageException malformed(String what, @Nullable Throwable cause) {
        return new MalformedImageException(file + " " + what, cause);
    }
}
