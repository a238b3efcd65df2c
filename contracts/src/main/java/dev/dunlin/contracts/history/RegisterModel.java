package dev.dunlin.contracts.history;

/**
 * A register that holds a number, 0 at first.
 */
public final class RegisterModel implements Model<Long, RegisterModel.Input, Long> {

    /** A register. */
    public RegisterModel() {}

    /** What may be asked of it. */
    public sealed interface Input {}

    /** What does it hold? */
    public record Read() implements Input {}

    /**
     * It is to hold a number; answered with that.
     *
     * @param value which
     */
    public record Write(long value) implements Input {}

    /**
     * It is to hold a number if it holds another; answered with 1 if it did, else 0.
     *
     * @param expected the other
     * @param value which
     */
    public record CompareAndSet(long expected, long value) implements Input {}

    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public Step<Long, Long> step(Long state, Input input) {
        if (input instanceof Write write) {
            return new Step<>(write.value(), write.value());
        }
        if (input instanceof CompareAndSet swap) {
            boolean holds = state == swap.expected();
            return new Step<>(holds ? swap.value() : state, holds ? 1L : 0L);
        }
        return new Step<>(state, state);
    }
}
