package dev.dunlin.call;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Checks the names of procedures. */
final class ProcedureName {

    private static final int MAX_BYTES = 255;

    private ProcedureName() {}

    /**
     * Gives the name back.
     *
     * @throws IllegalArgumentException if it is empty, longer than 255 bytes, or has control characters
     */
    static String check(String name) {
        Objects.requireNonNull(name, "procedure");
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException("procedure of " + bytes + " bytes: its name has 1 to " + MAX_BYTES);
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("procedure: its name has a control character");
        }
        return name;
    }
}
