package dev.dunlin.transport.netty;

import io.netty.buffer.ByteBufUtil;

/** Words that come along with a reason. */
final class Detail {

    static final int MAX_BYTES = 4_096;

    /** So many UTF-16 units never take more than the bound. */
    private static final int SAFE_LENGTH = MAX_BYTES / 3;

    private Detail() {}

    /** The text, or its beginning if it takes too many bytes. */
    static String cut(String text) {
        if (text.length() <= SAFE_LENGTH || ByteBufUtil.utf8Bytes(text) <= MAX_BYTES) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(SAFE_LENGTH - 1)) ? SAFE_LENGTH - 1 : SAFE_LENGTH;
        return text.substring(0, end);
    }
}
