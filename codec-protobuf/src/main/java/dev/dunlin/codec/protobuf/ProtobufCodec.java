package dev.dunlin.codec.protobuf;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.dunlin.broker.Codec;
import java.util.Objects;

/** Makes a {@link Codec} of a protobuf message type. */
public final class ProtobufCodec {

    private ProtobufCodec() {}

    /**
     * A codec for messages of one type, for example {@code ProtobufCodec.of(Reading.getDefaultInstance())}. Fields that the
     * type does not know survive decoding and encoding. Safe for use by any thread. Messages cannot be changed, so they are
     * {@linkplain Codec#isShareable() shared} by subscribers that use the same codec object.
     *
     * <p>{@link Codec#decode} throws an {@link IllegalArgumentException} that names the type if the bytes are no such
     * message, or one without a field that the type requires; {@link Codec#encode} throws it for a message without a field
     * that the type requires.
     *
     * @param defaultInstance what the generated class gives as its default instance, or any other message of the type
     * @param <M> the generated class
     */
    public static <M extends MessageLite> Codec<M> of(M defaultInstance) {
        Objects.requireNonNull(defaultInstance, "defaultInstance");
        String type = typeName(defaultInstance);
        // A message's own parser gives messages of its class.
        @SuppressWarnings("unchecked")
        Parser<M> parser = (Parser<M>) defaultInstance.getParserForType();
        return new OfMessages<>(type, parser);
    }

    private record OfMessages<M extends MessageLite>(String type, Parser<M> parser) implements Codec<M> {

        @Override
        public byte[] encode(M value) {
            if (!value.isInitialized()) {
                throw new IllegalArgumentException("a " + type + " lacks a required field: set it before publishing");
            }
            return value.toByteArray();
        }

        @Override
        public M decode(byte[] bytes) {
            try {
                return parser.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalArgumentException(bytes.length + " bytes are no " + type + ": " + e.getMessage(), e);
            }
        }

        @Override
        public boolean isShareable() {
            return true;
        }
    }

    private static String typeName(MessageLite instance) {
        return instance instanceof Message message
                ? message.getDescriptorForType().getFullName()
                : instance.getClass().getName();
    }
}
