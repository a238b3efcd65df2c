package dev.dunlin.cli;

import dev.dunlin.DunlinException;
import java.util.concurrent.CompletionException;

/**
 * What a command says when it fails, and the code it ends with.
 *
 * @param exitCode one of {@link ExitCode}
 * @param text one line; empty to say nothing
 */
record Complaint(int exitCode, String text) {

    /** Puts a failure into plain words. */
    static Complaint of(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return of(failure.getCause());
        }
        if (failure instanceof CommandFailure own) {
            return new Complaint(own.exitCode(), words(own));
        }
        if (failure instanceof DunlinException fault) {
            return new Complaint(ExitCode.of(fault.reason()), words(fault));
        }
        if (failure instanceof IllegalArgumentException) {
            return new Complaint(ExitCode.USAGE, words(failure));
        }
        return new Complaint(
                ExitCode.FAULT, "a fault of dunlin itself: " + failure + "; --debug shows where it happened");
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : oneLine(message);
    }

    private static String oneLine(String text) {
        return text.strip().replace("\r", "").replace('\n', ' ');
    }
}
