package dev.dunlin.datagram;

import dev.dunlin.transport.Frame;

/**
 * Turns frames into what packets carry, and back. An implementation may turn them into bytes, or hand them over by
 * reference and merely say how many bytes they would take. Safe for use by any thread.
 */
public interface FrameCodec {

    /**
     * Lays out a frame.
     *
     * @param frame what is to be sent
     * @param maxFrameBytes how large it may be, in bytes
     * @throws FrameFaultException if it is larger, or cannot be sent for another reason
     */
    LaidFrame lay(Frame frame, int maxFrameBytes);

    /**
     * What finds the frames again at the other end of a connection.
     *
     * @param maxFrameBytes how large a frame may be, in bytes
     */
    FrameJoiner joiner(int maxFrameBytes);
}
