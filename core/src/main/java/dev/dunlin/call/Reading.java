package dev.dunlin.call;

import java.util.Arrays;
import java.util.function.Function;

/**
 * An answer as it came, and decoded.
 *
 * @param body as it came
 * @param value decoded
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isSame alone
record Reading<A>(byte[] body, A value) {

    /**
     * Decodes an answer; the same bytes as before once only.
     *
     * @param before an answer that was decoded, or null
     */
    static <A> Reading<A> of(byte[] body, Function<byte[], A> decode, Iterable<Reading<A>> before) {
        for (Reading<A> one : before) {
            if (Arrays.equals(one.body, body)) {
                return one;
            }
        }
        return new Reading<>(body, decode.apply(body));
    }

    /** Whether it is the same as another; false if that cannot be told. */
    boolean isSame(Reading<A> other, Equality<? super A> equality) {
        if (Arrays.equals(body, other.body)) {
            return true;
        }
        try {
            return equality.same(value, other.value);
        } catch (RuntimeException e) {
            return false;
        }
    }
}
