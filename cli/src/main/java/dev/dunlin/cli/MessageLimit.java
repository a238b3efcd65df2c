package dev.dunlin.cli;

import dev.dunlin.transport.TransportLimits;
import picocli.CommandLine.Option;

/** The option that says how large a message may be, and what follows from it for a connection. */
final class MessageLimit {

    private static final int LARGEST = 1 << 30;

    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            defaultValue = "16MiB",
            description = "How large one message may be, the same for the server and its clients; ${DEFAULT-VALUE} by"
                    + " default.")
    private Size size = new Size(16 << 20);

    /**
     * How many bytes a message may have.
     *
     * @throws IllegalArgumentException if that is nothing, or over 1 GiB
     */
    int bytes() {
        if (size.bytes() < 1 || size.bytes() > LARGEST) {
            throw new IllegalArgumentException("--max-message=" + size.bytes() + ": must be from 1 to 1GiB");
        }
        return (int) size.bytes();
    }

    /** The bounds of a connection that can carry such a message: a frame has room for a sixteenth more. */
    TransportLimits limits() {
        TransportLimits usual = TransportLimits.DEFAULT;
        long frame = bytes() + bytes() / 16L + 64;
        if (frame <= usual.maxFrameBytes()) {
            return usual;
        }
        long queued = Math.min(Integer.MAX_VALUE, Math.max(usual.maxQueuedBytes(), 2 * frame));
        return new TransportLimits((int) frame, usual.highWaterBytes(), (int) queued);
    }
}
