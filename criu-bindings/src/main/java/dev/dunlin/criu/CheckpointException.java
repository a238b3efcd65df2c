package dev.dunlin.criu;

import dev.dunlin.DunlinException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process could not be frozen or thawed. The message has the cause, the line of the log that tells it, the mend, and where
 * the log is.
 */
public final class CheckpointException extends DunlinException {

    private static final long serialVersionUID = 1L;

    private final CheckpointFault fault;
    private final String what;
    private final @Nullable String log;

    /**
     * Creates a fault that no log tells of.
     *
     * @param fault why
     * @param what what was seen, with values
     */
    public CheckpointException(CheckpointFault fault, String what) {
        this(fault, what, null, null);
    }

    /**
     * Creates a fault.
     *
     * @param fault why
     * @param what what was seen, with values
     * @param log where the tool's log is, or null
     * @param cause what lies beneath, or null
     */
    public CheckpointException(CheckpointFault fault, String what, @Nullable Path log, @Nullable Throwable cause) {
        super(fault.reason(), what + "; " + fault.mend() + (log == null ? "" : "; log: " + log), cause);
        this.fault = fault;
        this.what = what;
        this.log = log == null ? null : log.toString();
    }

    /**
     * What a run of {@code criu dump} died of.
     *
     * @param exitCode how it ended; 128 and a signal's number if by a signal
     * @param output what it wrote on its standard error
     * @param log where its log is; there may be none
     */
    public static CheckpointException ofDump(int exitCode, String output, Path log) {
        return of(Diagnosis.Task.DUMP, "criu dump", exitCode, output, log);
    }

    /**
     * What a run of {@code criu restore}, from images that were verified before, died of.
     *
     * @param exitCode how it ended; 128 and a signal's number if by a signal
     * @param output what it wrote on its standard error
     * @param log where its log is; there may be none
     */
    public static CheckpointException ofRestore(int exitCode, String output, Path log) {
        return of(Diagnosis.Task.RESTORE, "criu restore", exitCode, output, log);
    }

    private static CheckpointException of(Diagnosis.Task task, String tool, int exitCode, String output, Path log) {
        Diagnosis diagnosis = task == Diagnosis.Task.DUMP && Freeze.isFull(log.resolveSibling("."))
                ? new Diagnosis(CheckpointFault.DISK_FULL, "no space is left beside " + log)
                : Diagnosis.of(task, true, exitCode, ToolRun.tail(log) + "\n" + output);
        return new CheckpointException(diagnosis.fault(), tool + " has failed: " + diagnosis.line(), log, null);
    }

    /** Why. */
    public CheckpointFault fault() {
        return fault;
    }

    /** What was seen, without the mend and the log. */
    public String what() {
        return what;
    }

    /** What would change it. */
    public String mend() {
        return fault.mend();
    }

    /** Where the tool's log is, if it wrote one. */
    public Optional<Path> log() {
        return Optional.ofNullable(log).map(Path::of);
    }
}
