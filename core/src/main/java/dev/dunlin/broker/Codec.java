package dev.dunlin.broker;

import java.util.Objects;
import java.util.function.Function;

/**
 * Turns values into bytes and back. Implementations are safe for use by any thread. An exception thrown by {@link
 * #encode} reaches the publisher; one thrown by {@link #decode} counts as a failure of the one subscriber that decodes.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {

    /**
     * Encodes a value. The broker keeps the array: nobody may change it afterwards.
     *
     * @param value what to encode
     */
    byte[] encode(T value);

    /**
     * Decodes a value.
     *
     * @param bytes what {@link #encode} gave, here or in another process; shared, so not to be changed
     */
    T decode(byte[] bytes);

    /**
     * Whether one decoded value may be handed to several subscribers, because nobody can change it. It is then decoded once
     * for subscribers that are served together and use the same codec object. Always the same answer; by default false.
     */
    default boolean isShareable() {
        return false;
    }

    /** Bytes as they are, without a copy: neither side may change an array once it is published. */
    static Codec<byte[]> bytes() {
        return BuiltInCodecs.BYTES;
    }

    /** Text as UTF-8; what is no valid UTF-8 decodes to replacement characters. */
    static Codec<String> utf8() {
        return BuiltInCodecs.UTF_8;
    }

    /**
     * A codec of two functions, each value decoded anew for each subscriber.
     *
     * @param encode gives the bytes of a value
     * @param decode gives the value of bytes
     */
    static <T> Codec<T> of(Function<? super T, byte[]> encode, Function<byte[], ? extends T> decode) {
        Objects.requireNonNull(encode, "encode");
        Objects.requireNonNull(decode, "decode");
        return new Codec<>() {
            @Override
            public byte[] encode(T value) {
                return encode.apply(value);
            }

            @Override
            public T decode(byte[] bytes) {
                return decode.apply(bytes);
            }
        };
    }
}
