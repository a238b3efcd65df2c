package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CodecProperties {

    @Property
    void utf8GivesBackWhatItTook(@ForAll("text") String text) {
        assertThat(Codec.utf8().decode(Codec.utf8().encode(text))).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.of("", "a", "é", "漢", "\uD83D\uDC26", "\n\0")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Example
    void utf8ReplacesWhatIsNoText() {
        assertThat(Codec.utf8().decode(new byte[] {'a', (byte) 0xff})).isEqualTo("a\uFFFD");
    }

    @Example
    void bytesAreNotCopied() {
        byte[] bytes = {1, 2};
        assertThat(Codec.bytes().encode(bytes)).isSameAs(bytes);
        assertThat(Codec.bytes().decode(bytes)).isSameAs(bytes);
    }

    @Example
    void twoFunctionsMakeACodec() {
        Codec<Integer> codec = Codec.of(value -> new byte[] {value.byteValue()}, bytes -> (int) bytes[0]);
        assertThat(codec.decode(codec.encode(42))).isEqualTo(42);
        assertThatNullPointerException()
                .isThrownBy(() -> Codec.of(null, bytes -> 1))
                .withMessage("encode");
        assertThatNullPointerException()
                .isThrownBy(() -> Codec.of(value -> new byte[0], null))
                .withMessage("decode");
    }
}
