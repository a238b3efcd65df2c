package dev.dunlin.broker;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The rules of names: parts separated by dots, 1 to 255 bytes of UTF-8 in all, no control characters. In a pattern a part
 * {@code *} stands for any one part, and a last part {@code >} for one part or more.
 */
final class TopicName {

    static final int MAX_BYTES = 255;

    private TopicName() {}

    /**
     * Checks a name in which no wildcard may stand.
     *
     * @throws IllegalArgumentException if it is no name
     */
    static String check(String what, String name) {
        return checkParts(what, name, false);
    }

    /**
     * Checks a name in which wildcards may stand.
     *
     * @throws IllegalArgumentException if it is no pattern
     */
    static String checkPattern(String pattern) {
        return checkParts("pattern", pattern, true);
    }

    static boolean isPattern(String name) {
        for (String part : name.split("\\.", -1)) {
            if (part.equals("*") || part.equals(">")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a pattern stands for a name; both checked before. */
    static boolean matches(String pattern, String name) {
        String[] wanted = pattern.split("\\.", -1);
        String[] parts = name.split("\\.", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals(">")) {
                return parts.length > i;
            }
            if (i >= parts.length || (!wanted[i].equals("*") && !wanted[i].equals(parts[i]))) {
                return false;
            }
        }
        return parts.length == wanted.length;
    }

    private static String checkParts(String what, String name, boolean wildcards) {
        Objects.requireNonNull(name, what);
        if (name.isEmpty()) {
            throw new IllegalArgumentException(what + "=\"\": must not be empty");
        }
        checkCharacters(what, name);
        String[] parts = name.split("\\.", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].isEmpty()) {
                throw new IllegalArgumentException(what + "=\"" + name + "\": has an empty part between its dots");
            }
            boolean wild = parts[i].equals("*") || parts[i].equals(">");
            if (wild && !wildcards) {
                throw new IllegalArgumentException(
                        what + "=\"" + name + "\": wildcards are for subscribing, name one topic here");
            }
            if (parts[i].equals(">") && i < parts.length - 1) {
                throw new IllegalArgumentException(what + "=\"" + name + "\": \">\" must be the last part");
            }
        }
        return name;
    }

    private static void checkCharacters(String what, String name) {
        int bytes = name.length() > MAX_BYTES ? name.length() : name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(what + " of " + bytes + " bytes, \"" + name.substring(0, 20)
                    + "...\": at most " + MAX_BYTES + " bytes");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isISOControl(c)) {
                throw new IllegalArgumentException(
                        what + ": has the control character " + String.format("U+%04X", (int) c) + " at index " + i);
            }
        }
    }
}
