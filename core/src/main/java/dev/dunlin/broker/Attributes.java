package dev.dunlin.broker;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher said of a message besides its payload.
 *
 * @param key what the message is about, or null
 * @param id the publisher's own name for the message, carried and not interpreted, or null
 * @param headers names and values, in no order; immutable
 */
public record Attributes(@Nullable String key, @Nullable String id, Map<String, String> headers) {

    /** Nothing said. */
    public static final Attributes NONE = new Attributes(null, null, Map.of());

    /** Copies the headers. */
    public Attributes {
        headers = Map.copyOf(Objects.requireNonNull(headers, "headers"));
    }

    /** About how much memory these take, in bytes. */
    @SuppressWarnings("ReferenceEquality") // the short cut for nearly every message; others come to the same
    int costBytes() {
        if (this == NONE) {
            return 0;
        }
        int cost = 32 + textCost(key) + textCost(id);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            cost += 16 + textCost(header.getKey()) + textCost(header.getValue());
        }
        return cost;
    }

    private static int textCost(@Nullable String text) {
        return text == null ? 0 : 48 + text.length();
    }
}
