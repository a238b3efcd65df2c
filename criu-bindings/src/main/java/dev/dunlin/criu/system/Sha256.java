package dev.dunlin.criu.system;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A running SHA-256 (FIPS 180-4). For one thread. */
public final class Sha256 implements Sum {

    /** A sum of nothing yet. */
    public Sha256() {}

    private final MessageDigest digest = create();
    private @Nullable String text;

    @Override
    public void update(byte[] bytes, int from, int length) {
        digest.update(bytes, from, length);
    }

    @Override
    public void update(ByteBuffer bytes) {
        digest.update(bytes);
    }

    @Override
    public String text() {
        if (text == null) {
            text = HexFormat.of().formatHex(digest.digest());
        }
        return text;
    }

    /** The sum of a text in UTF-8. */
    public static String of(String text) {
        return HexFormat.of().formatHex(create().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The JDK's own. */
    public static MessageDigest create() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
