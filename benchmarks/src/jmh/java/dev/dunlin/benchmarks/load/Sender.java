package dev.dunlin.benchmarks.load;

/** How one publishing thread sends. Used by one thread at a time. */
@FunctionalInterface
public interface Sender {

    /** Sends a message; waits where the peer holds publishers up. */
    void send(byte[] payload);

    /** Sends what is still held back, and waits until the peer has taken all, as far as it says so. */
    default void flush() {}
}
