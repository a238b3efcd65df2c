package dev.dunlin.session;

import dev.dunlin.broker.Attributes;
import dev.dunlin.transport.Frame;
import java.util.Map;

/** About how many bytes messages on their way to the broker take: the same at both ends of a connection. */
final class Cost {

    /** A message's share in its frame. */
    private static final int MESSAGE = 48;

    /** At most so many bytes of UTF-8 stand for one char. */
    private static final int UTF8 = 3;

    private Cost() {}

    static long of(Frame.Outgoing message) {
        return MESSAGE + message.topic().length() + (long) message.payload().length + attributes(message.attributes());
    }

    static long of(Frame.Publish frame) {
        long cost = 0;
        for (Frame.Outgoing message : frame.messages()) {
            cost += of(message);
        }
        return cost;
    }

    @SuppressWarnings("ReferenceEquality") // the short cut for nearly every message
    static long attributes(Attributes attributes) {
        if (attributes == Attributes.NONE) {
            return 0;
        }
        String key = attributes.key();
        String id = attributes.id();
        long chars = (key == null ? 0 : key.length()) + (long) (id == null ? 0 : id.length());
        for (Map.Entry<String, String> header : attributes.headers().entrySet()) {
            chars += 4L + header.getKey().length() + header.getValue().length();
        }
        return UTF8 * chars;
    }
}
