package dev.dunlin.transport.netty;

import io.netty.buffer.ByteBufUtil;

/**
 * The name of the procedure that a request came for. A caller mostly names the same one again and again: then no new text
 * is made of it, and what looks it up finds its hash computed. For one thread.
 */
final class ProcedureName {

    static final int MAX_BYTES = 255;

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
