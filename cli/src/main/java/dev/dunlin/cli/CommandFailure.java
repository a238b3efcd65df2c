package dev.dunlin.cli;

/** Ends a command with a code and a line of plain words. */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * Creates a failure.
     *
     * @param exitCode one of {@link ExitCode}
     * @param message what was met, with values, and the mend; empty to end without a word
     */
    CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The end of a command whose output nobody reads any more: not a fault, as for any tool in a pipe. */
    static CommandFailure readerGone() {
        return new CommandFailure(ExitCode.OK, "");
    }

    int exitCode() {
        return exitCode;
    }
}
