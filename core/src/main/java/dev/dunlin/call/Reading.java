package dev.dunlin.call;

import java.util.Arrays;

/**
 * An answer as it came, and decoded.
 *
 * @param body as it came
 * @param value decoded
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isSame alone
record Reading<A>(byte[] body, A value) {

    /** Whether an answer has the same bytes, and need not be decoded. */
    boolean isOf(byte[] other) {
        return Arrays.equals(body, other);
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
