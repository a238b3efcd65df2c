package dev.dunlin.cli;

import dev.dunlin.broker.Position;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Places to start reading, as people write them: {@code latest}, {@code earliest}, a sequence, or an instant. */
final class Positions {

    private Positions() {}

    /**
     * Reads a place.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Position parse(String text) {
        if (text.equals("latest")) {
            return Position.latest();
        }
        if (text.equals("earliest")) {
            return Position.earliest();
        }
        int digits = Digits.count(text);
        if (digits == text.length() && digits > 0 && digits <= 18) {
            return Position.sequence(Long.parseLong(text));
        }
        return Position.instant(instant(text));
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no place to start: write latest, earliest, a sequence as 42, or an instant as"
                            + " 2026-11-21T10:00:00Z",
                    e);
        }
    }
}
