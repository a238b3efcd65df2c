package dev.dunlin.benchmarks;

import java.io.IOException;

/** A peer is not on this machine; the message says how to get it. Its cell is shown as missing, which is no failure. */
public final class MissingPeerException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public MissingPeerException(String message) {
        super(message);
    }
}
