package dev.dunlin.contracts.history;

/**
 * What an object would do if it were asked one thing after another. Its states and outputs are values with {@code equals} and
 * {@code hashCode}.
 *
 * @param <S> the states
 * @param <I> what is asked
 * @param <O> what is answered
 */
public interface Model<S, I, O> {

    /** What it begins with. */
    S initial();

    /** What comes of an input. */
    Step<S, O> step(S state, I input);

    /**
     * A state, and what was answered on the way to it.
     *
     * @param state what follows
     * @param output what is answered
     */
    record Step<S, O>(S state, O output) {}
}
