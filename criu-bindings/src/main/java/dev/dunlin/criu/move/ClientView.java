package dev.dunlin.criu.move;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * What a client of a broker saw while that was moved. Immutable.
 *
 * @param broker where it found it
 * @param begin when the longest time without an answer began, since the migration did
 * @param gap how long that was
 * @param asked how often it has asked
 * @param answered how many of the answers have come
 * @param failed how often it was told that none will come
 */
public record ClientView(URI broker, Duration begin, Duration gap, long asked, long answered, long failed) {

    /** Checks that all is there. */
    public ClientView {
        Objects.requireNonNull(broker, "broker");
        Objects.requireNonNull(begin, "begin");
        Objects.requireNonNull(gap, "gap");
    }

    /** How much longer that was than the process stood still: what the network, its peers and their timers add. May be negative. */
    public Duration beyond(Duration downtime) {
        return gap.minus(downtime);
    }
}
