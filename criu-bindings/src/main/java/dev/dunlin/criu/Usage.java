package dev.dunlin.criu;

import java.time.Duration;
import java.util.Objects;

/**
 * What processes have used so far, and use now.
 *
 * @param cpu processor time since they began
 * @param memoryBytes memory in use
 * @param receivedBytes what came from the network, in their network namespace, without the loopback
 * @param sentBytes what went to it
 * @param readBytes what was read from block devices
 * @param writtenBytes what was written to them
 * @param processes how many there are, threads counted
 */
public record Usage(
        Duration cpu,
        long memoryBytes,
        long receivedBytes,
        long sentBytes,
        long readBytes,
        long writtenBytes,
        long processes) {

    /** Checks that the time is given. */
    public Usage {
        Objects.requireNonNull(cpu, "cpu");
    }
}
