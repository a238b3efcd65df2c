package dev.dunlin.benchmarks.load;

import java.io.IOException;

/**
 * When processes are warm: when they have not become faster for a few laps, and not before the least of them. Several
 * JVMs on few cores have as many times as much to compile, and whether they are done after a fixed time is chance.
 */
public final class WarmUp {

    private static final int LEAST_LAPS = 6;
    private static final int MOST_LAPS = 24;
    private static final int FLAT_LAPS = 3;
    private static final double FASTER = 1.03;

    private WarmUp() {}

    /** Some work. */
    @FunctionalInterface
    public interface Lap {

        /** Does it, and gives how much was done a second, in any unit. */
        double run() throws IOException, InterruptedException;
    }

    /** Does laps until they are warm. */
    public static void of(Lap lap) throws IOException, InterruptedException {
        double best = 0;
        int flat = 0;
        for (int laps = 0; laps < MOST_LAPS && (laps < LEAST_LAPS || flat < FLAT_LAPS); laps++) {
            double rate = lap.run();
            flat = rate > best * FASTER ? 0 : flat + 1;
            best = Math.max(best, rate);
        }
    }
}
