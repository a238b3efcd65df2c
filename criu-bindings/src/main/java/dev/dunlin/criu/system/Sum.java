package dev.dunlin.criu.system;

import java.nio.ByteBuffer;

/** A running checksum of a file. For one thread. */
public interface Sum {

    /** Takes in more. */
    void update(byte[] bytes, int from, int length);

    /** Takes in what is left in a buffer. */
    void update(ByteBuffer bytes);

    /** What it comes to, as 64 hexadecimal digits. Nothing can be taken in any more. */
    String text();
}
