package dev.dunlin.benchmarks;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes JSON: maps, collections, numbers and text. */
final class Json {

    private Json() {}

    /**
     * A value as JSON. A number that JSON cannot say becomes null.
     *
     * @throws IllegalArgumentException if it is of another type
     */
    static String of(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> quoted(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Double number) {
            return number.isNaN() || number.isInfinite() ? "null" : number.toString();
        }
        if (value instanceof Integer || value instanceof Long) {
            return value.toString();
        }
        if (value instanceof String text) {
            return quoted(text);
        }
        throw new IllegalArgumentException(value.getClass() + ": has no form in JSON here");
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }
}
