package dev.dunlin.transport.netty;

import static dev.dunlin.transport.netty.MalformedFrameException.protocol;

import dev.dunlin.broker.Attributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Key, id and headers, which messages on their way in and out carry under different numbers. */
final class AttributesFormat {

    private static final int NAME = 1 << FieldType.BITS | FieldType.LENGTH;
    private static final int VALUE = 2 << FieldType.BITS | FieldType.LENGTH;

    private final int keyTag;
    private final int idTag;
    private final int headersTag;

    AttributesFormat(int keyTag, int idTag, int headersTag) {
        this.keyTag = keyTag;
        this.idTag = idTag;
        this.headersTag = headersTag;
    }

    long size(Attributes attributes) {
        if (attributes.equals(Attributes.NONE)) {
            return 0;
        }
        String key = attributes.key();
        String id = attributes.id();
        long size = (key == null ? 0 : FieldSize.text(keyTag, key)) + (id == null ? 0 : FieldSize.text(idTag, id));
        for (Map.Entry<String, String> header : attributes.headers().entrySet()) {
            size += FieldSize.length(headersTag, entrySize(header));
        }
        return size;
    }

    void write(Attributes attributes, FieldWriter out) {
        if (attributes.equals(Attributes.NONE)) {
            return;
        }
        String key = attributes.key();
        if (key != null) {
            out.text(keyTag, key);
        }
        String id = attributes.id();
        if (id != null) {
            out.text(idTag, id);
        }
        for (Map.Entry<String, String> header : attributes.headers().entrySet()) {
            out.length(headersTag, entrySize(header));
            out.text(NAME, header.getKey());
            out.text(VALUE, header.getValue());
        }
    }

    private static long entrySize(Map.Entry<String, String> header) {
        return FieldSize.text(NAME, header.getKey()) + FieldSize.text(VALUE, header.getValue());
    }

    /** Attributes of which parts have been read. */
    static final class Parts {

        private @Nullable String key;
        private @Nullable String id;
        private @Nullable Map<String, String> headers;

        void readKey(FieldReader in) {
            key = in.text();
        }

        void readId(FieldReader in) {
            id = in.text();
        }

        void readHeader(FieldReader in) {
            in.header();
            String name = "";
            String value = "";
            int outer = in.enter();
            while (in.hasMore()) {
                int tag = in.tag();
                switch (tag) {
                    case NAME -> name = in.text();
                    case VALUE -> value = in.text();
                    default -> in.skip(tag);
                }
            }
            in.leave(outer);
            if (headers == null) {
                headers = new HashMap<>();
            }
            headers.put(name, value);
            if (headers.size() > FrameBounds.MAX_HEADERS_EACH) {
                throw protocol("more than " + FrameBounds.MAX_HEADERS_EACH + " headers in one message");
            }
        }

        /** Gives what was read, and is as new. */
        Attributes take() {
            if (key == null && id == null && headers == null) {
                return Attributes.NONE;
            }
            Attributes attributes = new Attributes(key, id, headers == null ? Map.of() : headers);
            key = null;
            id = null;
            headers = null;
            return attributes;
        }
    }
}
