package dev.dunlin.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object (RFC 8259) on one line, member by member. For one thread, once. */
final class JsonObject {

    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder("{");

    JsonObject put(String name, long value) {
        member(name).append(value);
        return this;
    }

    JsonObject put(String name, @Nullable String value) {
        StringBuilder member = member(name);
        if (value == null) {
            member.append("null");
        } else {
            quote(value, member);
        }
        return this;
    }

    JsonObject put(String name, boolean value) {
        member(name).append(value);
        return this;
    }

    /** Adds a list of objects. */
    JsonObject putObjects(String name, List<JsonObject> values) {
        member(name).append(values.stream().map(JsonObject::toString).collect(Collectors.joining(",", "[", "]")));
        return this;
    }

    /** Adds a list of texts. */
    JsonObject putTexts(String name, List<String> values) {
        StringBuilder list = member(name).append('[');
        for (int i = 0; i < values.size(); i++) {
            quote(values.get(i), i == 0 ? list : list.append(','));
        }
        list.append(']');
        return this;
    }

    /** Adds an object of texts, by name in order. */
    JsonObject putTexts(String name, Map<String, String> values) {
        JsonObject inner = new JsonObject();
        new TreeMap<>(values).forEach(inner::put);
        member(name).append(inner);
        return this;
    }

    /** Adds an object of numbers, in the order of their names. */
    JsonObject putCounts(String name, Map<? extends Enum<?>, Long> values) {
        Map<String, Long> byName = new TreeMap<>();
        values.forEach((key, value) -> byName.put(key.name(), value));
        JsonObject inner = new JsonObject();
        byName.forEach(inner::put);
        member(name).append(inner);
        return this;
    }

    /** The object as far as it has been written. */
    @Override
    public String toString() {
        return text + "}";
    }

    private StringBuilder member(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(name, text);
        return text.append(':');
    }

    private static void quote(String value, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> plain(value, i, out);
            }
        }
        out.append('"');
    }

    /** Half a surrogate pair has no UTF-8, so it is written as an escape, as control characters are. */
    private static void plain(String value, int i, StringBuilder out) {
        char c = value.charAt(i);
        boolean paired = Character.isHighSurrogate(c)
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
        if (c < 0x20 || c == 0x7f || (Character.isSurrogate(c) && !paired)) {
            out.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                out.append(HEX.charAt(c >> shift & 0xf));
            }
        } else {
            out.append(c);
        }
    }
}
