package dev.dunlin.codec.jackson;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.dunlin.broker.Codec;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Objects;

/**
 * A codec for the values of topics and procedures, as {@link CborValues} writes them. Safe for use by any thread.
 *
 * <p>{@link #decode} throws an {@link IllegalArgumentException} that names the type if the bytes are no value of it, {@link
 * #encode} if the value cannot be written.
 *
 * @param <T> the type of the values
 */
public final class JacksonCodec<T> implements Codec<T> {

    private final JavaType type;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    private JacksonCodec(JavaType type) {
        this.type = type;
        this.writer = Cbor.MAPPER.writerFor(type);
        this.reader = Cbor.MAPPER.readerFor(type);
    }

    /**
     * A codec for values of a class, for example {@code JacksonCodec.of(Reading.class)}.
     *
     * @throws IllegalArgumentException if its values cannot be encoded; says which part, and names the mend
     */
    public static <T> JacksonCodec<T> of(Class<T> type) {
        return of((Type) Objects.requireNonNull(type, "type"));
    }

    /**
     * A codec for values of a type with arguments, for example {@code JacksonCodec.of(new TypeReference<List<Reading>>() {})}.
     *
     * @throws IllegalArgumentException if its values cannot be encoded; says which part, and names the mend
     */
    public static <T> JacksonCodec<T> of(TypeReference<T> type) {
        return of(Objects.requireNonNull(type, "type").getType());
    }

    static <T> JacksonCodec<T> of(Type type) {
        JavaType made = Cbor.MAPPER.constructType(Objects.requireNonNull(type, "type"));
        EncodableTypes.check(made);
        return new JacksonCodec<>(made);
    }

    @Override
    public byte[] encode(T value) {
        Objects.requireNonNull(value, "value");
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IllegalArgumentException("a " + type.toCanonical() + " cannot be encoded: " + e.getMessage(), e);
        }
    }

    @Override
    public T decode(byte[] bytes) {
        T value;
        try {
            value = reader.readValue(bytes);
        } catch (IOException | RuntimeException e) {
            // Not every deserializer expects what a stranger may send.
            throw new IllegalArgumentException(
                    bytes.length + " bytes are no " + type.toCanonical() + ": " + e.getMessage(), e);
        }
        if (value == null) {
            throw new IllegalArgumentException(bytes.length + " bytes are no " + type.toCanonical() + ", but null");
        }
        return value;
    }
}
