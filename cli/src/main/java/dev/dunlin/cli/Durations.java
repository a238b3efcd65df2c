package dev.dunlin.cli;

import dev.dunlin.broker.Ttl;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/** Spans of time as people write them: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}, {@code 3d}, forever, or ISO. */
final class Durations {

    private static final String MEND = ": write 500ms, 10s, 2m, 1h, 3d, forever, or PT10S";

    private Durations() {}

    /**
     * Reads a span.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Duration parse(String text) {
        if (text.equals("forever")) {
            return Ttl.FOREVER;
        }
        if (text.startsWith("P") || text.startsWith("-P")) {
            return iso(text);
        }
        int digits = Digits.count(text);
        String unit = text.substring(digits);
        if (digits == 0 || digits > 18) {
            throw malformed(text);
        }
        return scaled(text, Long.parseLong(text.substring(0, digits)), unit);
    }

    /** Writes a span as {@link #parse} reads it, in the largest unit that leaves no rest. */
    static String format(Duration span) {
        if (span.equals(Ttl.FOREVER)) {
            return "forever";
        }
        long millis = span.toMillis();
        if (millis % 1_000 != 0 || millis == 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** A span in nanoseconds, or as many as there are. */
    static long nanos(Duration span) {
        return span.toSeconds() >= Long.MAX_VALUE / 1_000_000_000 ? Long.MAX_VALUE : span.toNanos();
    }

    private static Duration scaled(String text, long amount, String unit) {
        try {
            return switch (unit) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m", "min" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                case "d" -> Duration.ofDays(amount);
                default -> throw malformed(text);
            };
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" is longer than any time to live: write forever", e);
        }
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no span of time" + MEND, e);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("\"" + text + "\" is no span of time" + MEND);
    }
}
