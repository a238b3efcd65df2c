package dev.dunlin.transport.netty;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Recognises what else is spoken to ports, so that a log says more than a number. */
final class OtherProtocol {

    /** How the methods of HTTP begin, RFC 9110, and the preface of HTTP/2, RFC 9113. */
    private static final Set<Integer> HTTP =
            words("GET ", "HEAD", "POST", "PUT ", "DELE", "CONN", "OPTI", "TRAC", "PATC", "PRI ");

    private static final Set<Integer> SSH = words("SSH-");

    /** A handshake record of any version, RFC 8446, section 5.1. */
    private static final int TLS = 0x1603;

    private OtherProtocol() {}

    private static Set<Integer> words(String... words) {
        return Arrays.stream(words).map(OtherProtocol::first).collect(Collectors.toUnmodifiableSet());
    }

    private static int first(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
        return bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
    }

    /**
     * Says what seems to be spoken.
     *
     * @param first the first four bytes, which are no frame's length
     * @return words to add to a sentence; empty if there is nothing to guess
     */
    static String guess(int first) {
        if (HTTP.contains(first)) {
            return "; is it HTTP?";
        }
        if (SSH.contains(first)) {
            return "; is it SSH?";
        }
        return first >>> 16 == TLS ? "; is it TLS?" : "";
    }
}
