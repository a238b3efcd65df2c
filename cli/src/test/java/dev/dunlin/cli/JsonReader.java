package dev.dunlin.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object of texts, whole numbers, truths, nulls, lists and objects, and nothing laxer than RFC 8259: written for the
 * tests, from the grammar, so that it shares no code with {@link JsonObject}.
 */
final class JsonReader {

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    static Map<String, @Nullable Object> read(String text) {
        JsonReader reader = new JsonReader(text);
        Map<String, @Nullable Object> object = reader.object();
        if (reader.at != text.length()) {
            throw new IllegalArgumentException("rest at " + reader.at + ": " + text);
        }
        return object;
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        expect('{');
        if (text.charAt(at) == '}') {
            at++;
            return members;
        }
        do {
            String name = string();
            expect(':');
            if (members.containsKey(name)) {
                throw new IllegalArgumentException("twice: " + name);
            }
            members.put(name, value());
        } while (text.charAt(at++) == ',');
        at--;
        expect('}');
        return members;
    }

    private @Nullable Object value() {
        char c = text.charAt(at);
        if (c == '"') {
            return string();
        }
        if (c == '{') {
            return object();
        }
        if (c == '[') {
            return list();
        }
        if (text.startsWith("true", at) || text.startsWith("false", at)) {
            boolean value = c == 't';
            at += value ? 4 : 5;
            return value;
        }
        if (text.startsWith("null", at)) {
            at += 4;
            return null;
        }
        int start = at;
        at += c == '-' ? 1 : 0;
        while (Character.isDigit(text.charAt(at))) {
            at++;
        }
        return Long.parseLong(text.substring(start, at));
    }

    private List<@Nullable Object> list() {
        expect('[');
        List<@Nullable Object> values = new ArrayList<>();
        if (text.charAt(at) == ']') {
            at++;
            return values;
        }
        do {
            values.add(value());
        } while (text.charAt(at++) == ',');
        at--;
        expect(']');
        return values;
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            if (c < 0x20) {
                throw new IllegalArgumentException("a bare control character at " + (at - 1));
            }
            value.append(c == '\\' ? escaped() : c);
        }
        return value.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(plain);
        }
        if (c != 'u') {
            throw new IllegalArgumentException("no such escape: \\" + c);
        }
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private void expect(char c) {
        if (text.charAt(at++) != c) {
            throw new IllegalArgumentException("no " + c + " at " + (at - 1) + ": " + text);
        }
    }
}
