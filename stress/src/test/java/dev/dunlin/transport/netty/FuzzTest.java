package dev.dunlin.transport.netty;

import dev.dunlin.session.SessionFuzz;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The fuzzer's targets on inputs of chance, as a part of the build. For a long run, where a fuzzer that sees which code is
 * reached chooses the inputs: {@code ./mvnw -P fuzz -pl stress -am -DskipTests test}, ten million inputs for each target.
 */
final class FuzzTest {

    @Test
    void whateverComesIsAFrameOrAFault() {
        for (int seed = 0; seed < 50_000; seed++) {
            Random random = new Random(seed);
            byte[] input = seed % 10 == 0 ? noise(random, 300) : damaged(DecoderFuzz.sample(seed % 500), random);
            run(DecoderFuzz::fuzzerTestOneInput, input, seed);
        }
    }

    @Test
    void whateverIsSaidNothingEscapesTheSession() {
        for (int seed = 0; seed < 10_000; seed++) {
            run(SessionFuzz::fuzzerTestOneInput, noise(new Random(seed), 600), seed);
        }
    }

    /** A client that asks, does not read, and goes: the server does not read from it then. */
    @Test
    void whoGoesWithoutReadingIsNoticedByTheHeartbeat() {
        SessionFuzz.fuzzerTestOneInput(Base64.getDecoder()
                .decode(
                        "/yf0//9/+F2P5IAAAAAAAAABj+TlAAD/////AAAAAAD2cf/4AP///wE9/38AJxb0AADs////////////////////////////"
                                + "//8Q9gX///8B//gA5OTk9QAA9gV5/wH/////ABQUh0RMTEyGhoN5EHk="));
    }

    private static byte[] noise(Random random, int most) {
        byte[] noise = new byte[random.nextInt(most)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] damaged = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
        for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    private static void run(Consumer<byte[]> target, byte[] input, int seed) {
        try {
            target.accept(input);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "seed " + seed + ", input " + HexFormat.of().formatHex(input), e);
        }
    }
}
