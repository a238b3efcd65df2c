package dev.dunlin.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the stress tests share: messages whose parts repeat each other. */
final class Stressed {

    static final Passage UNHEARD = new Passage() {
        @Override
        public void expired(int count) {}

        @Override
        public void dropped(long first, long count) {}
    };

    /** Made once, and not with the message: it is the column that is in question, not the record's final fields. */
    private static final Attributes SAID = new Attributes("key", null, Map.of());

    private Stressed() {}

    /** Publishes a message, all of whose parts say the value. */
    static void publish(TopicLog log, int value) {
        byte[] payload = new byte[16];
        payload[15] = (byte) value;
        log.store(log.claim(1), payload, SAID, value, value);
    }

    /** 0 for nothing, 1 for a whole message, else which part is missing. */
    static int seen(@Nullable Envelope envelope) {
        if (envelope == null) {
            return 0;
        }
        int value = envelope.payload()[15];
        if (value == 0) {
            return 2;
        }
        if (envelope.acceptedMillis() != value) {
            return 3;
        }
        if (envelope.expiresMillis() != value) {
            return 4;
        }
        return envelope.attributes().equals(SAID) ? 1 : 5;
    }
}
