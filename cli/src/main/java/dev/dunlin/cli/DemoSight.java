package dev.dunlin.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What one subscriber of the demo was given.
 *
 * @param name what the account calls the subscriber
 * @param cameMillis when it came: before it subscribed, in milliseconds since the epoch
 * @param untilMillis when it stopped looking: after its last message, in milliseconds since the epoch
 * @param given what it was given, in the order in which it came
 */
record DemoSight(String name, long cameMillis, long untilMillis, List<Given> given) {

    /**
     * A message as it came.
     *
     * @param sequence its place in the topic
     * @param text its value
     */
    record Given(long sequence, String text) {}

    /** Copies the list. */
    DemoSight {
        given = List.copyOf(given);
    }

    /** A checksum over all sequences and texts in their order: two that agree were given the same. */
    String fingerprint() {
        CRC32 sum = new CRC32();
        for (Given message : given) {
            sum.update((message.sequence() + " " + message.text() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        String hex = Long.toHexString(sum.getValue());
        return "0".repeat(8 - hex.length()) + hex;
    }
}
