package dev.dunlin.cli;

import dev.dunlin.broker.Message;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How a message is written on standard output. */
enum OutputFormat {

    /** The payload as it is, and the end of a line if it does not end in one. */
    TEXT {
        @Override
        void write(Message<byte[]> message, Stdout out) {
            byte[] payload = message.value();
            out.write(payload);
            if (payload.length == 0 || payload[payload.length - 1] != '\n') {
                out.write('\n');
            }
        }
    },

    /** An object on a line, the payload as text if it is UTF-8, else as base64. */
    JSON {
        @Override
        void write(Message<byte[]> message, Stdout out) {
            out.print(json(message));
            out.write('\n');
        }
    };

    /** Writes one message. */
    abstract void write(Message<byte[]> message, Stdout out);

    /**
     * Reads a format's name.
     *
     * @throws IllegalArgumentException if it is none
     */
    static OutputFormat parse(String text) {
        return switch (text) {
            case "text" -> TEXT;
            case "json" -> JSON;
            default -> throw new IllegalArgumentException("\"" + text + "\" is no format: write text or json");
        };
    }

    static String json(Message<byte[]> message) {
        JsonObject json = new JsonObject()
                .put("topic", message.topic())
                .put("sequence", message.sequence())
                .put("key", message.key().orElse(null))
                .putTexts("headers", message.headers())
                .put("accepted", message.accepted().toString())
                .put("expires", message.expires().map(Instant::toString).orElse(null));
        String text = utf8(message.value());
        if (text != null) {
            json.put("text", text);
        } else {
            json.put("base64", Base64.getEncoder().encodeToString(message.value()));
        }
        return json.toString();
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
