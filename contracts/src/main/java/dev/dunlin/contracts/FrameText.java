package dev.dunlin.contracts;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Envelope;
import dev.dunlin.transport.Frame;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Frames as text that tells all of them, so that two can be compared: arrays, envelopes and faults in them have no equality
 * of their own.
 */
public final class FrameText {

    private static final int SHOWN_BYTES = 32;

    private FrameText() {}

    /** A frame as text. */
    public static String of(Frame frame) {
        return text(frame);
    }

    /** Each frame as text. */
    public static List<String> of(List<? extends Frame> frames) {
        return frames.stream().map(FrameText::text).toList();
    }

    private static String text(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return bytes(bytes);
        } else if (value instanceof List<?> list) {
            return list.stream().map(FrameText::text).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof Map<?, ?> map) {
            return new TreeMap<>(map).toString();
        } else if (value instanceof Envelope envelope) {
            return envelope + " from " + envelope.acceptedMillis() + " to " + envelope.expiresMillis() + " "
                    + bytes(envelope.payload()) + text(envelope.attributes());
        } else if (value instanceof DunlinException fault) {
            return fault.reason() + " " + fault.getMessage();
        } else if (value instanceof Record record) {
            return record(record);
        }
        return String.valueOf(value);
    }

    private static String bytes(byte[] bytes) {
        byte[] shown = bytes.length > SHOWN_BYTES ? Arrays.copyOf(bytes, SHOWN_BYTES) : bytes;
        return "bytes[" + bytes.length + " " + Arrays.hashCode(bytes) + " " + Arrays.toString(shown) + "]";
    }

    private static String record(Record record) {
        return Arrays.stream(record.getClass().getRecordComponents())
                .map(component -> component.getName() + "=" + text(component(record, component)))
                .collect(Collectors.joining(", ", record.getClass().getSimpleName() + "(", ")"));
    }

    private static @Nullable Object component(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(component + " of " + record, e);
        }
    }
}
