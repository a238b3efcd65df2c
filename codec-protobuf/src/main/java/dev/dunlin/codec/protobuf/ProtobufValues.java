package dev.dunlin.codec.protobuf;

import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.FloatValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Internal;
import com.google.protobuf.MessageLite;
import com.google.protobuf.StringValue;
import dev.dunlin.broker.Codec;
import dev.dunlin.service.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.function.Function;

/**
 * Protobuf messages as the arguments and results of services. Beside generated classes it takes {@code boolean}, {@code int},
 * {@code long}, {@code float}, {@code double}, their boxes, {@code String} and {@code byte[]}, which it writes as the wrapper
 * messages of protobuf, {@code google.protobuf.Int32Value} and so on. Lists and records belong into messages.
 *
 * <p>Fields of maps are written in order, so that equal messages have equal bytes. Fields that a message does not know are kept.
 * Safe for use by any thread.
 */
public final class ProtobufValues implements Values {

    private static final Map<Class<?>, Codec<Object>> SCALARS = Map.ofEntries(
            scalar(boolean.class, BoolValue.getDefaultInstance(), BoolValue::of, BoolValue::getValue),
            scalar(Boolean.class, BoolValue.getDefaultInstance(), BoolValue::of, BoolValue::getValue),
            scalar(int.class, Int32Value.getDefaultInstance(), Int32Value::of, Int32Value::getValue),
            scalar(Integer.class, Int32Value.getDefaultInstance(), Int32Value::of, Int32Value::getValue),
            scalar(long.class, Int64Value.getDefaultInstance(), Int64Value::of, Int64Value::getValue),
            scalar(Long.class, Int64Value.getDefaultInstance(), Int64Value::of, Int64Value::getValue),
            scalar(float.class, FloatValue.getDefaultInstance(), FloatValue::of, FloatValue::getValue),
            scalar(Float.class, FloatValue.getDefaultInstance(), FloatValue::of, FloatValue::getValue),
            scalar(double.class, DoubleValue.getDefaultInstance(), DoubleValue::of, DoubleValue::getValue),
            scalar(Double.class, DoubleValue.getDefaultInstance(), DoubleValue::of, DoubleValue::getValue),
            scalar(String.class, StringValue.getDefaultInstance(), StringValue::of, StringValue::getValue),
            scalar(
                    byte[].class,
                    BytesValue.getDefaultInstance(),
                    bytes -> BytesValue.of(ByteString.copyFrom(bytes)),
                    wrapper -> wrapper.getValue().toByteArray()));

    /** For {@link java.util.ServiceLoader}. */
    public ProtobufValues() {}

    // The class of a primitive's box is that of the primitive's values.
    @SuppressWarnings("unchecked")
    private static <V, M extends MessageLite> Map.Entry<Class<?>, Codec<Object>> scalar(
            Class<V> type, M defaultInstance, Function<V, M> wrap, Function<M, V> unwrap) {
        Codec<M> messages = ProtobufCodec.of(defaultInstance);
        return Map.entry(
                type,
                Codec.of(
                        value -> messages.encode(wrap.apply((V) value)),
                        bytes -> unwrap.apply(messages.decode(bytes))));
    }

    @Override
    public String name() {
        return "protobuf";
    }

    @Override
    public Codec<Object> codec(Type type) {
        if (!(type instanceof Class<?> raw)) {
            throw new IllegalArgumentException("it has type arguments: put it into a message");
        }
        Codec<Object> scalar = SCALARS.get(raw);
        if (scalar != null) {
            return scalar;
        }
        if (!MessageLite.class.isAssignableFrom(raw) || Modifier.isAbstract(raw.getModifiers())) {
            throw new IllegalArgumentException("it is no generated message, and no text, number or bytes");
        }
        return messages(raw.asSubclass(MessageLite.class));
    }

    private static <M extends MessageLite> Codec<Object> messages(Class<M> type) {
        M defaultInstance;
        try {
            defaultInstance = Internal.getDefaultInstance(type);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("it is no generated message: " + e.getMessage(), e);
        }
        Codec<M> codec = ProtobufCodec.of(defaultInstance);
        return Codec.of(value -> inOrder(type.cast(value)), codec::decode);
    }

    private static byte[] inOrder(MessageLite message) {
        if (!message.isInitialized()) {
            throw new IllegalArgumentException(
                    "a " + message.getClass().getName() + " lacks a required field: set it before the call");
        }
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream output = CodedOutputStream.newInstance(bytes);
        output.useDeterministicSerialization();
        try {
            message.writeTo(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output.checkNoSpaceLeft();
        return bytes;
    }
}
