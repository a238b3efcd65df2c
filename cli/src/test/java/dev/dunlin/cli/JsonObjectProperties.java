package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

final class JsonObjectProperties {

    @Property
    void isReadAsItWasWritten(
            @ForAll("texts") String text, @ForAll long number, @ForAll("maps") Map<String, String> texts) {
        String json = new JsonObject()
                .put("text", text)
                .put("number", number)
                .put("nothing", null)
                .putTexts("texts", texts)
                .toString();
        Map<String, @Nullable Object> expected = new LinkedHashMap<>();
        expected.put("text", text);
        expected.put("number", number);
        expected.put("nothing", null);
        expected.put("texts", texts);
        assertThat(JsonReader.read(json)).isEqualTo(expected);
    }

    @Property
    void isOneLineOfValidUtf8(@ForAll("texts") String text) {
        String json = new JsonObject().put("text", text).toString();
        assertThat(json).doesNotContain("\n", "\r");
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertThat(JsonReader.read(new String(bytes, StandardCharsets.UTF_8))).containsEntry("text", text);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(30),
                Arbitraries.strings()
                        .withChars('"', '\\', '\n', '\0', '/', '\u007f', '\u2028')
                        .ofMaxLength(10),
                Arbitraries.strings().withCharRange('\ud7fe', '\ue001').ofMaxLength(10));
    }

    @Provide
    Arbitrary<Map<String, String>> maps() {
        return Arbitraries.maps(texts(), texts()).ofMaxSize(5);
    }
}
