package dev.dunlin.codec.jackson;

import dev.dunlin.broker.Codec;
import dev.dunlin.service.Values;
import java.lang.reflect.Type;

/**
 * Records, enums and common types as CBOR: primitives, texts, numbers, arrays, {@code Optional}, lists, sets and maps of {@code
 * java.util}, {@code java.time}, UUIDs and URIs, and classes that have annotations of Jackson. Records may be generic, and may
 * grow: components that a reader does not know are skipped, and those that are missing are null or zero. They are to be public
 * in an exported package, or open to {@code com.fasterxml.jackson.databind}.
 *
 * <p>What is read may be nested 200 deep, texts and numbers may be as long as Jackson's {@code StreamReadConstraints} allow,
 * and no class is chosen by a name that was read. Safe for use by any thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8949">RFC 8949, CBOR</a>
 */
public final class CborValues implements Values {

    /** For {@link java.util.ServiceLoader}. */
    public CborValues() {}

    @Override
    public String name() {
        return "cbor";
    }

    @Override
    public Codec<Object> codec(Type type) {
        return JacksonCodec.of(type);
    }
}
