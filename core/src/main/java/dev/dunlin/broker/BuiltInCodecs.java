package dev.dunlin.broker;

import java.nio.charset.StandardCharsets;

/** The codecs that {@link Codec} offers: one object each, so that their values are {@linkplain Codec#isShareable shared}. */
final class BuiltInCodecs {

    static final Codec<byte[]> BYTES = new Codec<>() {
        @Override
        public byte[] encode(byte[] value) {
            return value;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }

        @Override
        public boolean isShareable() {
            return true;
        }
    };

    static final Codec<String> UTF_8 = new Codec<>() {
        @Override
        public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public boolean isShareable() {
            return true;
        }
    };

    private BuiltInCodecs() {}
}
