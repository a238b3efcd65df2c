package dev.dunlin.benchmarks.load;

/**
 * How many messages, and what their checksums add up to.
 *
 * @param count how many
 * @param checksum the sum of {@link Payloads#checksum} over all
 */
public record Tally(long count, long checksum) {

    /** Nothing sent, nothing received. */
    public static final Tally NONE = new Tally(0, 0);

    /** Both together. */
    public Tally plus(Tally other) {
        return new Tally(count + other.count, checksum + other.checksum);
    }

    /** As two words. */
    public String toLine() {
        return count + " " + checksum;
    }

    /** The tally of two words. */
    public static Tally ofLine(String line) {
        int space = line.indexOf(' ');
        return new Tally(Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
    }
}
