package dev.dunlin.session;

/** The peer has sent what it may not send: thrown where it is noticed, caught where the connection is closed for it. */
final class ProtocolFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProtocolFault(String detail) {
        super(detail, null, false, false);
    }

    /** What the peer did, in words. */
    String detail() {
        return String.valueOf(getMessage());
    }
}
