package dev.dunlin.call.ordered;

/**
 * A replica's state as a peer is given it.
 *
 * @param generation how many epochs it has gone through
 * @param epoch the last of them
 * @param sequence which entry of that epoch comes next
 * @param position how many entries were applied in all
 * @param memory what came of requests
 * @param state the user's
 */
@SuppressWarnings("ArrayRecordComponent") // carried, and compared by nobody
record Image(long generation, long epoch, long sequence, long position, ResultMemory memory, byte[] state) {

    static final int VERSION = 1;

    /**
     * Reads what {@link Machine#image} has written.
     *
     * @throws IllegalArgumentException if it is malformed, or of a version that is not known here
     */
    static Image read(byte[] bytes, OrderedConfig config) {
        ByteReader reader = new ByteReader(bytes);
        int version = reader.anInt();
        if (version != VERSION) {
            throw new IllegalArgumentException("version=" + version + ": only " + VERSION + " is known here");
        }
        Image image = new Image(
                reader.aLong(),
                reader.aLong(),
                reader.aLong(),
                reader.aLong(),
                ResultMemory.read(
                        reader, config.maxRememberedBytes(), config.remember().toMillis()),
                reader.bytes());
        reader.end();
        return image;
    }
}
