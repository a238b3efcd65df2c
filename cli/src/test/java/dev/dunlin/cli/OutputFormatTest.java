package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutputFormatTest {

    @ParameterizedTest
    @CsvSource({
        "'', '\n'",
        "'text', 'text\n'",
        "'text\n', 'text\n'",
        "'two\nlines', 'two\nlines\n'",
        "'blank lines\n\n', 'blank lines\n\n'",
        "'blanks  ', 'blanks  \n'",
        "'\r', '\r\n'"
    })
    void textEndsInItsOwnNewlineOrOneThatIsAdded(String payload, String printed) {
        assertThat(print(OutputFormat.TEXT, message(payload.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(printed.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void textIsBytesThatNobodyLooksAt() {
        byte[] payload = {0, (byte) 0xff, (byte) 0xc3, 'x', (byte) 0x80};
        assertThat(print(OutputFormat.TEXT, message(payload)))
                .startsWith(payload)
                .hasSize(payload.length + 1);
    }

    @Test
    void jsonSaysAllThatIsKnown() {
        Message<byte[]> message = Messages.of(
                "a.b",
                7,
                "Grüße\n".getBytes(StandardCharsets.UTF_8),
                61_500,
                new Attributes("k", "own-id", Map.of("b", "2", "a", "1")));
        assertThat(new String(print(OutputFormat.JSON, message), StandardCharsets.UTF_8))
                .isEqualTo("{\"topic\":\"a.b\",\"sequence\":7,\"key\":\"k\",\"headers\":{\"a\":\"1\",\"b\":\"2\"},"
                        + "\"accepted\":\"1970-01-01T00:00:01Z\",\"expires\":\"1970-01-01T00:01:01.500Z\","
                        + "\"text\":\"Grüße\\n\"}\n");
    }

    @Test
    void jsonHasNullsForWhatIsNotThere() {
        assertThat(OutputFormat.json(message(new byte[0])))
                .isEqualTo("{\"topic\":\"t\",\"sequence\":0,\"key\":null,\"headers\":{},"
                        + "\"accepted\":\"1970-01-01T00:00:01Z\",\"expires\":null,\"text\":\"\"}");
    }

    @Test
    void jsonHasBase64ForWhatIsNoUtf8() {
        byte[] payload = {(byte) 0xed, (byte) 0xa0, (byte) 0x80}; // Half a surrogate pair.
        assertThat(JsonReader.read(OutputFormat.json(message(payload))))
                .doesNotContainKey("text")
                .containsEntry("base64", Base64.getEncoder().encodeToString(payload));
    }

    @Test
    void readsTheNamesOfFormats() {
        assertThat(OutputFormat.parse("text")).isEqualTo(OutputFormat.TEXT);
        assertThat(OutputFormat.parse("json")).isEqualTo(OutputFormat.JSON);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputFormat.parse("xml"))
                .withMessage("\"xml\" is no format: write text or json");
    }

    private static Message<byte[]> message(byte[] payload) {
        return Messages.of("t", 0, payload);
    }

    private static byte[] print(OutputFormat format, Message<byte[]> message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Stdout out = new Stdout(bytes, false);
        format.write(message, out);
        out.flush();
        return bytes.toByteArray();
    }
}
