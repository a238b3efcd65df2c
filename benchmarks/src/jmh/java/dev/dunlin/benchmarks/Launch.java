package dev.dunlin.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** Measures one cell once, in processes that it starts and ends. */
@FunctionalInterface
public interface Launch {

    /**
     * Measures.
     *
     * @param plan how long
     * @param log where the processes' diagnostics go
     * @throws IOException if a process could not be started or did not do its part; the message says why
     * @throws InterruptedException if the run was interrupted
     */
    Outcome run(Plan plan, Path log) throws IOException, InterruptedException;
}
