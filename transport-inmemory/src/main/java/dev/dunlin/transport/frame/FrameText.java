package dev.dunlin.transport.frame;

import dev.dunlin.broker.Envelope;
import dev.dunlin.transport.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Frames in words: for people in a line, and whole for comparing. */
public final class FrameText {

    private static final int SHOWN = 24;

    private FrameText() {}

    /** What a frame says, in a line for people. */
    public static String line(Frame frame) {
        if (frame instanceof Frame.Publish publish) {
            Frame.Outgoing first = publish.messages().get(0);
            return "Publish " + first.topic() + " id=" + publish.firstId()
                    + more(publish.messages().size()) + " " + quoted(first.payload());
        } else if (frame instanceof Frame.Deliver deliver) {
            Envelope first = deliver.deliveries().get(0).envelope();
            return "Deliver " + first.topic() + " seq=" + first.sequence()
                    + more(deliver.deliveries().size()) + " " + quoted(first.payload());
        } else if (frame instanceof Frame.Request request) {
            return "Request " + request.procedure() + " #" + request.number() + attempt(request.attempt()) + " "
                    + quoted(request.body());
        } else if (frame instanceof Frame.Response response) {
            return "Response #" + response.number() + attempt(response.attempt()) + " " + result(response.result());
        } else if (frame instanceof Frame.Goodbye goodbye) {
            return "Goodbye " + goodbye.reason();
        } else if (frame instanceof Frame.Published published) {
            return "Published"
                    + published.outcomes().stream()
                            .map(outcome -> " id=" + outcome.firstId() + more(outcome.count()))
                            .collect(Collectors.joining());
        }
        String whole = whole(frame);
        return whole.length() > 80 ? whole.substring(0, 79) + "…" : whole;
    }

    /** All that a frame says, as text that two can be compared by. */
    public static String whole(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return "bytes[" + bytes.length + " " + Arrays.hashCode(bytes) + "]";
        } else if (value instanceof List<?> list) {
            return list.stream().map(FrameText::whole).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof Map<?, ?> map) {
            return new TreeMap<>(map).toString();
        } else if (value instanceof Envelope envelope) {
            return envelope.topic() + "@" + envelope.sequence() + " " + envelope.acceptedMillis() + ".."
                    + envelope.expiresMillis() + " " + whole(envelope.payload()) + envelope.attributes();
        } else if (value instanceof Throwable fault) {
            return String.valueOf(fault.getMessage());
        } else if (value instanceof Record record) {
            return RecordFields.of(record);
        } else if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return String.valueOf(value);
    }

    private static String result(Frame.Result result) {
        return result instanceof Frame.Returned returned
                ? quoted(returned.body())
                : ((Frame.NotReturned) result).failure() + " " + ((Frame.NotReturned) result).detail();
    }

    private static String more(int count) {
        return count > 1 ? " and " + (count - 1) + " more" : "";
    }

    private static String attempt(int attempt) {
        return attempt > 1 ? " attempt " + attempt : "";
    }

    private static String quoted(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, SHOWN), StandardCharsets.UTF_8);
        boolean plain = text.chars().allMatch(c -> c >= ' ' && c != 0xFFFD && c != 0x7F);
        if (!plain) {
            return bytes.length + " bytes";
        }
        return "\"" + text + (bytes.length > SHOWN ? "…" : "") + "\"";
    }
}
