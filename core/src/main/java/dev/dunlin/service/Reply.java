package dev.dunlin.service;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of a method, decoded. Those who are given one do not change it.
 *
 * @param value what it returned; null for nothing
 * @param arrays what it has left in the arrays that are sent back, in their order; null where there was none
 * @param thrown what it threw, or null; then there is nothing else
 * @param state what the exception was made of
 */
record Reply(
        @Nullable Object value,
        List<@Nullable Object> arrays,
        @Nullable Exception thrown,
        List<@Nullable Object> state) {

    /** Whether another has the same values: exceptions of one class are compared by what they are made of. */
    boolean isSame(Reply other) {
        Class<?> type = thrown == null ? null : thrown.getClass();
        Class<?> otherType = other.thrown == null ? null : other.thrown.getClass();
        return Objects.equals(type, otherType)
                && Objects.deepEquals(value, other.value)
                && Arrays.deepEquals(arrays.toArray(), other.arrays.toArray())
                && Arrays.deepEquals(state.toArray(), other.state.toArray());
    }
}
