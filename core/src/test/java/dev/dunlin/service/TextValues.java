package dev.dunlin.service;

import dev.dunlin.broker.Codec;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** Texts and whole numbers, as text. */
record TextValues(String name) implements Values {

    TextValues() {
        this("text");
    }

    @Override
    public Codec<Object> codec(Type type) {
        if (type == String.class) {
            return Codec.of(value -> bytes((String) value), bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
        if (type == int.class) {
            return Codec.of(
                    value -> bytes(value.toString()),
                    bytes -> Integer.valueOf(new String(bytes, StandardCharsets.UTF_8)));
        }
        throw new IllegalArgumentException("only text and numbers are text");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
