package dev.dunlin.session;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Checks names before they are sent, by the broker's own rules: parts separated by dots, 1 to 255 bytes of UTF-8, no
 * control characters; {@code *} and a last {@code >} in patterns only.
 */
final class Names {

    private static final int MAX_BYTES = 255;

    private Names() {}

    static String topic(String name) {
        return check("topic", name, false);
    }

    static String pattern(String pattern) {
        return check("pattern", pattern, true);
    }

    private static String check(String what, String name, boolean wildcards) {
        Objects.requireNonNull(name, what);
        if (name.isEmpty()) {
            throw new IllegalArgumentException(what + "=\"\": must not be empty");
        }
        checkCharacters(what, name);
        String[] parts = name.split("\\.", -1);
        for (int i = 0; i < parts.length; i++) {
            checkPart(what, name, parts[i], i == parts.length - 1, wildcards);
        }
        return name;
    }

    private static void checkPart(String what, String name, String part, boolean last, boolean wildcards) {
        if (part.isEmpty()) {
            throw new IllegalArgumentException(what + "=\"" + name + "\": has an empty part between its dots");
        }
        if (!wildcards && (part.equals("*") || part.equals(">"))) {
            throw new IllegalArgumentException(
                    what + "=\"" + name + "\": wildcards are for subscribing, name one topic here");
        }
        if (part.equals(">") && !last) {
            throw new IllegalArgumentException(what + "=\"" + name + "\": \">\" must be the last part");
        }
    }

    private static void checkCharacters(String what, String name) {
        int bytes = name.length() > MAX_BYTES ? name.length() : name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    what + " of " + bytes + " bytes, \"" + name.substring(0, 20) + "...\": at most 255 bytes");
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                throw new IllegalArgumentException(what + ": has the control character "
                        + String.format("U+%04X", (int) name.charAt(i)) + " at index " + i);
            }
        }
    }
}
