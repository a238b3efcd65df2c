package dev.dunlin.criu.image;

import dev.dunlin.criu.image.wire.RestoreStats;
import dev.dunlin.criu.image.wire.Stats;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What CRIU measured of a restore, as {@code criu restore --display-stats} prints it.
 *
 * @param pagesCompared how many pages were compared with those that a child shares with its parent
 * @param pagesSkippedCow how many of them are still shared
 * @param pagesRestored how many were put back
 * @param restore how long the restore took, forking among it
 * @param forking how long it took to make the processes
 */
public record RestoreStatistics(
        long pagesCompared, long pagesSkippedCow, long pagesRestored, Duration restore, Duration forking) {

    /** The name of the file that they are in. */
    public static final String FILE = "stats-restore";

    /**
     * Reads what was measured.
     *
     * @param directory where the images are
     * @throws MalformedImageException if it is missing or damaged
     */
    public static RestoreStatistics read(Path directory) {
        Path file = directory.resolve(FILE);
        Stats stats = ImageFile.first(file, ImageFile.Kind.STATS, Stats.parser());
        if (!stats.hasRestore()) {
            throw new MalformedImageException(file + " holds no statistics of a restore", null);
        }
        RestoreStats restore = stats.getRestore();
        return new RestoreStatistics(
                restore.getPagesCompared(),
                restore.getPagesSkippedCow(),
                restore.getPagesRestored(),
                DumpStatistics.micros(restore.getRestoreTime()),
                DumpStatistics.micros(restore.getForkingTime()));
    }
}
