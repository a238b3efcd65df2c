package dev.dunlin.transport.netty;

/** A frame of this side's own is larger than allowed, in bytes or in what it holds. */
final class UnsendableFrameException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsendableFrameException(String message) {
        super(message);
    }
}
