package dev.dunlin.call;

import java.util.Objects;
import java.util.function.Function;

/**
 * Whether two answers are the same. Must be an equivalence, and is asked on threads that must not block. What it throws counts
 * as a difference.
 *
 * @param <A> the type of the answers
 */
@FunctionalInterface
public interface Equality<A> {

    /**
     * Compares two answers whose bytes differ; those whose bytes are equal are equal.
     *
     * @param one an answer
     * @param other another replica's answer
     */
    boolean same(A one, A other);

    /** By value: {@link Objects#deepEquals}, so that arrays are compared by what they hold. */
    static <A> Equality<A> value() {
        return Objects::deepEquals;
    }

    /** By the encoded bytes. */
    static <A> Equality<A> bytes() {
        return (one, other) -> false;
    }

    /**
     * By a part of the answer: what the replica says of itself, as its name or its clock, is left out.
     *
     * @param part gives what is compared, by {@link Objects#deepEquals}
     */
    static <A> Equality<A> by(Function<? super A, ?> part) {
        Objects.requireNonNull(part, "part");
        return (one, other) -> Objects.deepEquals(part.apply(one), part.apply(other));
    }
}
