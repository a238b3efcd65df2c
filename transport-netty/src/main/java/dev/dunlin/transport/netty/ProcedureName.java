package dev.dunlin.transport.netty;

import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The name of the procedure that a request came for. A caller mostly names the same one again and again: then no new text
 * is made of it, and what looks it up finds its hash computed. For one thread; {@link #encoded} for any.
 */
final class ProcedureName {

    static final int MAX_BYTES = 255;

    /** How many names that are sent are kept encoded, a power of two. */
    private static final int PLACES = 64;

    /**
     * The names that were sent of late, each at the place that its hash gives, checked and encoded once for many requests. An
     * entry is whole whoever has put it there (volatile), and of another name at most, which is noticed.
     */
    private static final AtomicReferenceArray<@Nullable Encoded> SENT = new AtomicReferenceArray<>(PLACES);

    /** A name and its bytes, which nobody changes. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Encoded(String name, byte[] bytes) {}

    private byte[] bytes = FieldReader.NO_BYTES;
    private String name = "";

    /** Reads a name, which may be empty. */
    String read(FieldReader in) {
        if (!in.skipIfNext(bytes)) {
            byte[] next = in.bytes(MAX_BYTES);
            name = check(FieldReader.text(next));
            bytes = next;
        }
        return name;
    }

    /**
     * The bytes of a name that is to be sent; not to be changed.
     *
     * @throws IllegalArgumentException if it is too long, or has control characters
     */
    static byte[] encoded(String name) {
        int place = name.hashCode() & PLACES - 1;
        Encoded known = SENT.get(place);
        if (known == null || !known.name.equals(name)) {
            known = new Encoded(name, check(name).getBytes(StandardCharsets.UTF_8));
            SENT.set(place, known);
        }
        return known.bytes;
    }

    /**
     * Checks a name but for that it may be empty.
     *
     * @throws IllegalArgumentException if it is too long, or has control characters
     */
    static String check(String name) {
        int bytes = ByteBufUtil.utf8Bytes(name);
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("a procedure's name of " + bytes + " bytes: 1 to " + MAX_BYTES);
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                throw new IllegalArgumentException("a procedure's name with the control character "
                        + String.format("U+%04X", (int) name.charAt(i)) + " at index " + i);
            }
        }
        return name;
    }
}
