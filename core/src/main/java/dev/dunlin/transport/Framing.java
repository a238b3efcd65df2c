package dev.dunlin.transport;

/** How the messages of a protocol are told from each other in a stream of bytes. */
public sealed interface Framing {

    /** Each message follows its length, in bytes: four bytes, unsigned, the highest first. As the broker's frames do. */
    record LengthPrefixed() implements Framing {}

    /**
     * Each message is followed by a byte that does not occur in it. Ends of lines before a message, {@code \r} and {@code
     * \n}, are none of it.
     *
     * @param received what ends a message that comes
     * @param sent what ends a message that is sent
     */
    record Delimited(byte received, byte sent) implements Framing {}

    /** The length first. */
    static Framing lengthPrefixed() {
        return new LengthPrefixed();
    }

    /**
     * A delimiter last.
     *
     * @param received what ends a message that comes: a character of ASCII
     * @param sent what ends a message that is sent: a character of ASCII
     * @throws IllegalArgumentException if one is not of ASCII
     */
    static Framing delimited(char received, char sent) {
        return new Delimited(ascii("received", received), ascii("sent", sent));
    }

    private static byte ascii(String name, char delimiter) {
        if (delimiter > 127) {
            throw new IllegalArgumentException(
                    name + "=" + (int) delimiter + ": must be a character of ASCII, 0 to 127");
        }
        return (byte) delimiter;
    }
}
