package dev.dunlin.session;

/**
 * Turns bytes into decisions, so that a fuzzer that changes bytes changes what is done. When the bytes are used up the first
 * of each choice is taken.
 */
public final class Choices {

    private final byte[] bytes;
    private int next;

    public Choices(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean isEmpty() {
        return next >= bytes.length;
    }

    /** A number from 0 to one less than the bound, which is at most 256. */
    public int below(int bound) {
        return isEmpty() ? 0 : (bytes[next++] & 0xFF) % bound;
    }

    public boolean flag() {
        return below(2) == 1;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    public final <T> T of(T... options) {
        return options[below(options.length)];
    }

    /** A number as a client would choose it, near another one, or at an edge. */
    public long number(long near) {
        return switch (below(12)) {
            case 0, 1, 2, 3, 4 -> near;
            case 5 -> near - 1;
            case 6 -> near + 1 + below(256);
            case 7 -> 0;
            case 8 -> -1 - below(256);
            case 9 -> Long.MAX_VALUE - below(3);
            case 10 -> Long.MIN_VALUE + below(3);
            default -> (long) below(256) << below(56);
        };
    }

    /** A number within the bounds of an int, chosen as {@link #number}. */
    public int intNumber(int near) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number(near)));
    }
}
