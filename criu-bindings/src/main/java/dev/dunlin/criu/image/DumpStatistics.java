package dev.dunlin.criu.image;

import dev.dunlin.criu.image.wire.DumpStats;
import dev.dunlin.criu.image.wire.Stats;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * What CRIU measured of a dump, as {@code criu dump --display-stats} prints it. Pages are of the machine's size, shared memory
 * among them.
 *
 * @param freezing from the first process to the last that was stopped
 * @param frozen from then on until all was written
 * @param memoryDump how long memory was collected
 * @param memoryWrite how long memory was written
 * @param irmapResolve how long the paths of watched inodes were looked for
 * @param pagesScanned how many pages were looked at
 * @param pagesSkippedFromParent how many of them were in an earlier dump
 * @param pagesWritten how many were written
 * @param pagesLazy how many are kept back until they are asked for
 */
public record DumpStatistics(
        Duration freezing,
        Duration frozen,
        Duration memoryDump,
        Duration memoryWrite,
        Duration irmapResolve,
        long pagesScanned,
        long pagesSkippedFromParent,
        long pagesWritten,
        long pagesLazy) {

    /** The name of the file that they are in. */
    public static final String FILE = "stats-dump";

    /**
     * Reads what was measured.
     *
     * @param directory where the images are
     * @throws MalformedImageException if it is missing or damaged
     */
    public static DumpStatistics read(Path directory) {
        Path file = directory.resolve(FILE);
        Stats stats = ImageFile.first(file, ImageFile.Kind.STATS, Stats.parser());
        if (!stats.hasDump()) {
            throw new MalformedImageException(file + " holds no statistics of a dump", null);
        }
        DumpStats dump = stats.getDump();
        return new DumpStatistics(
                micros(dump.getFreezingTime()),
                micros(dump.getFrozenTime()),
                micros(dump.getMemoryDumpTime()),
                micros(dump.getMemoryWriteTime()),
                micros(dump.getIrmapResolveTime()),
                dump.getPagesScanned() + dump.getSharedPagesScanned(),
                dump.getPagesSkippedParent() + dump.getSharedPagesSkippedParent(),
                dump.getPagesWritten() + dump.getSharedPagesWritten(),
                dump.getPagesLazy());
    }

    static Duration micros(int unsigned) {
        return Duration.of(Integer.toUnsignedLong(unsigned), ChronoUnit.MICROS);
    }
}
