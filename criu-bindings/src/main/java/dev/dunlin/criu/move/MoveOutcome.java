package dev.dunlin.criu.move;

/** What became of a migration. */
public sealed interface MoveOutcome permits MoveReport, FailedMove {

    /** One object of JSON (RFC 8259) on one line; times in microseconds. */
    String toJson();
}
