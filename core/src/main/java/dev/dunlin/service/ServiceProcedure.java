package dev.dunlin.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The names of the procedures that the methods of a service are. */
final class ServiceProcedure {

    /** The most that a procedure's name may have. */
    private static final int MAX_BYTES = 255;

    private ServiceProcedure() {}

    /**
     * The name for a method: its signature; of a long one the beginning, and 128 bits of the SHA-256 of the whole.
     *
     * @param signature as in {@code org.x.Files.read(int,byte[],int)}
     */
    static String name(String signature) {
        byte[] whole = signature.getBytes(StandardCharsets.UTF_8);
        if (whole.length <= MAX_BYTES) {
            return signature;
        }
        String digest = "~" + HexFormat.of().formatHex(digest(whole), 0, 16);
        // A character takes at most three bytes, one of two UTF-16 units four.
        int end = 0;
        int bytes = digest.length();
        while (bytes < MAX_BYTES) {
            int next = signature.codePointAt(end);
            bytes += Character.toString(next).getBytes(StandardCharsets.UTF_8).length;
            end += bytes <= MAX_BYTES ? Character.charCount(next) : 0;
        }
        return signature.substring(0, end) + digest;
    }

    private static byte[] digest(byte[] of) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(of);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java has", e);
        }
    }
}
