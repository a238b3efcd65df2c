package dev.dunlin.datagram;

import dev.dunlin.environment.Environment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What only one socket knows: a key, drawn once, from which the numbers of its connections come, and the cookies that it
 * gives. Who sees some of them cannot tell others from them (HMAC, RFC 2104). As good as the environment's randomness. For
 * one thread.
 */
final class Secret {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_LONGS = 4;

    private final Mac mac;
    private long drawn;

    Secret(Environment environment) {
        RandomGenerator random = environment.random();
        byte[] key = new byte[KEY_LONGS * Long.BYTES];
        ByteBuffer filled = ByteBuffer.wrap(key);
        for (int i = 0; i < KEY_LONGS; i++) {
            filled.putLong(random.nextLong());
        }
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + ": every JDK has it, but this one has not", e);
        }
    }

    /** A number that nobody foresees, not 0. */
    long draw() {
        return digest(ByteBuffer.wrap(new byte[Long.BYTES]).putLong(++drawn));
    }

    /** The cookie for one who is reached at an address, and has drawn a number; not 0. */
    long cookie(SocketAddress address, long number, long nowNanos) {
        return cookieOf(address, number, Math.floorDiv(nowNanos, Timing.COOKIE));
    }

    /** Whether a cookie was given by {@link #cookie}, not too long ago. */
    boolean isOurs(long cookie, SocketAddress address, long number, long nowNanos) {
        long slot = Math.floorDiv(nowNanos, Timing.COOKIE);
        return cookie == cookieOf(address, number, slot) || cookie == cookieOf(address, number, slot - 1);
    }

    private long cookieOf(SocketAddress address, long number, long slot) {
        byte[] place = address.toString().getBytes(StandardCharsets.UTF_8);
        return digest(ByteBuffer.wrap(new byte[2 * Long.BYTES + place.length])
                .putLong(number)
                .putLong(slot)
                .put(place));
    }

    private byte[] hmac(ByteBuffer of) {
        mac.update(of.flip());
        return mac.doFinal();
    }

    private long digest(ByteBuffer of) {
        long number = ByteBuffer.wrap(hmac(of)).getLong();
        return number == 0 ? 1 : number;
    }
}
