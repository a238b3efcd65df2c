package dev.dunlin.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.dunlin.broker.Codec;
import dev.dunlin.service.Services;
import dev.dunlin.service.Values;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CborValuesTest {

    private final Values values = new CborValues();

    /** A service. */
    public interface Echo {
        /** Gives back what it is given. */
        String echo(String text);
    }

    record Old(String name) {}

    record New(String name, int height, List<String> rings) {}

    record Holder(Object anything) {}

    record Nested(List<Nested> inner) {}

    interface Open {}

    static final class Bean {
        String secret = "";
    }

    /** A class that says by annotations how it is made. */
    static final class Annotated {

        @JsonProperty
        private final int size;

        @JsonCreator
        Annotated(@JsonProperty("size") int size) {
            this.size = size;
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(value = Round.class, name = "round")})
    interface Shape {}

    record Round(int radius) implements Shape {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    interface ByClass {}

    @Test
    void isFoundByItsService() {
        assertThat(values.name()).isEqualTo("cbor");
        assertThat(Services.server(Echo.class, text -> text)).isNotNull();
    }

    @Test
    void aRecordMayGrow() {
        Codec<Object> old = values.codec(Old.class);
        Codec<Object> grown = values.codec(New.class);
        assertThat(old.decode(grown.encode(new New("oak", 30, List.of("a"))))).isEqualTo(new Old("oak"));
        assertThat(grown.decode(old.encode(new Old("oak")))).isEqualTo(new New("oak", 0, null));
    }

    @Test
    void propertiesAreInOrder() {
        assertThat(new String(values.codec(New.class).encode(new New("n", 1, List.of())), StandardCharsets.UTF_8))
                .containsSubsequence("height", "name", "rings");
    }

    @Test
    void annotatedClassesAndNamedSubtypesAreTaken() {
        Codec<Object> annotated = values.codec(Annotated.class);
        assertThat(((Annotated) annotated.decode(annotated.encode(new Annotated(7)))).size)
                .isEqualTo(7);
        Codec<Object> shape = values.codec(Shape.class);
        assertThat(shape.decode(shape.encode(new Round(3)))).isEqualTo(new Round(3));
        assertThatIllegalArgumentException().isThrownBy(() -> shape.decode(named("java.lang.Object")));
    }

    /** {"@type": name}. */
    private static byte[] named(String name) {
        ByteArrayOutputStream cbor = new ByteArrayOutputStream();
        cbor.write(0xa1);
        cbor.write(0x65);
        cbor.writeBytes("@type".getBytes(StandardCharsets.UTF_8));
        cbor.write(0x60 + name.length());
        cbor.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        return cbor.toByteArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedBeforeItIsUsed(Type type, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.codec(type))
                .withMessageContaining(why);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(Object.class, "name the type"),
                arguments(List.class, "java.lang.Object"),
                arguments(Holder.class, "java.lang.Object"),
                arguments(Open.class, "make it a record"),
                arguments(Bean.class, "make it a record"),
                arguments(Runnable.class, "make it a record"),
                arguments(Thread.class, "make it a record"),
                arguments(Class.class, "make it a record"),
                arguments(new TypeReference<List<Bean[]>>() {}.getType(), "Bean: make it a record"),
                arguments(new TypeReference<Map<Old, String>>() {}.getType(), "as the key of a map"),
                arguments(ByClass.class, "use JsonTypeInfo.Id.NAME"));
    }

    @Test
    void nestingIsBounded() {
        byte[] deep = new byte[1 << 20];
        for (int i = 0; i < deep.length; i += 7) {
            // {"inner": [
            byte[] level = {(byte) 0xa1, 0x65, 'i', 'n', 'n', 'e', 'r', (byte) 0x81};
            System.arraycopy(level, 0, deep, i, Math.min(level.length, deep.length - i));
            i++;
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.codec(Nested.class).decode(deep))
                .withMessageContaining("nesting depth");
    }

    @Test
    void lengthsThatAreMadeUpTakeNoMemory() {
        byte[] text = {0x7b, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 'a'};
        byte[] bytes = {0x5a, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xf0, 'a'};
        byte[] list = {(byte) 0x9a, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xf0, 1};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.codec(String.class).decode(text));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.codec(byte[].class).decode(bytes));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.codec(long[].class).decode(list));
    }

    @Test
    void nothingIsTakenForSomethingElse() {
        byte[] text = values.codec(String.class).encode("7");
        byte[] fraction = values.codec(double.class).encode(7.5);
        byte[] two = {1, 2};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.codec(int.class).decode(text));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.codec(int.class).decode(fraction));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.codec(int.class).decode(two));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.codec(int.class).decode(new byte[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.codec(String.class).decode(new byte[] {(byte) 0xf6}));
    }

    @Test
    void aCodecIsForTopicsToo() {
        JacksonCodec<List<Old>> codec = JacksonCodec.of(new TypeReference<List<Old>>() {});
        assertThat(codec.decode(codec.encode(List.of(new Old("elm"))))).containsExactly(new Old("elm"));
        JacksonCodec<URI> uris = JacksonCodec.of(URI.class);
        assertThat(uris.decode(uris.encode(URI.create("tcp://a:1")))).isEqualTo(URI.create("tcp://a:1"));
        assertThatIllegalArgumentException().isThrownBy(() -> JacksonCodec.of(Bean.class));
    }
}
