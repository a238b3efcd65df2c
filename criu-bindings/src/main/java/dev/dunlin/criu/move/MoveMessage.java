package dev.dunlin.criu.move;

import dev.dunlin.criu.Manifest.Entry;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the two hosts of a migration say to each other; {@code docs/migration.md} lists the bytes. */
sealed interface MoveMessage {

    /** The version that is spoken here. */
    int VERSION = 1;

    /** From the source: a migration begins, or goes on over a new connection. The first message of each connection. */
    record Begin(UUID id, long pid, long expectedBytes, Map<String, String> facts) implements MoveMessage {}

    /** From the source: to measure how fast the link is. Answered by an {@link Echo}, and thrown away. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Probe(byte[] bytes) implements MoveMessage {}

    /**
     * From the source: part of a file.
     *
     * @param path its name
     * @param offset where it belongs
     * @param message what holds the bytes
     * @param from where they begin in it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Chunk(String path, long offset, byte[] message, int from) implements MoveMessage {

        int length() {
            return message.length - from;
        }
    }

    /**
     * From the source, to a target with the fact {@link MoveFacts#REBUILDS}: part of a file, of which the target has some
     * already.
     *
     * @param path its name
     * @param offset where it belongs
     * @param runs what it consists of, in order
     * @param message what holds the bytes that are not there yet, one after the other
     * @param from where they begin in it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Rebuilt(String path, long offset, List<Run> runs, byte[] message, int from) implements MoveMessage {

        /** How long the part is. */
        int length() {
            return runs.stream().mapToInt(Run::length).sum();
        }
    }

    /**
     * Bytes of a {@link Rebuilt} part.
     *
     * @param file the number of a {@link PreCopy} file that has them; 0 if they are in the message
     * @param offset where they are in that file
     * @param length how many
     */
    record Run(int file, long offset, int length) {

        boolean isLiteral() {
            return file == 0;
        }
    }

    /** From the source: a file is whole. */
    record FileEnd(String path, long length, String sha256) implements MoveMessage {}

    /** From the source: all files are whole; restore. */
    record Complete(int files, String manifestSha256, Map<String, String> options) implements MoveMessage {}

    /** From the source: run it. */
    record Go() implements MoveMessage {}

    /** From the source: leave it. */
    record Abort(String why) implements MoveMessage {}

    /** From the source: to be heard of. Answered by a {@link Pong} at once, whatever else is being done. */
    record Ping() implements MoveMessage {}

    /**
     * From the source, to a target with the fact {@link MoveFacts#COMPARES}: files that must be the same there. Answered by
     * {@link Differences} before the next may be sent.
     */
    record Files(List<Entry> files) implements MoveMessage {}

    /**
     * From the source, to a target with the fact {@link MoveFacts#PLACES}: files that have come are to be put where the
     * process needs them. Answered by {@link Differences}, with those that could not be.
     *
     * @param replace whether one that is there is replaced
     */
    record Place(boolean replace, List<Placed> files) implements MoveMessage {}

    /**
     * A file that is put somewhere.
     *
     * @param name under which it has come
     * @param path where it belongs
     * @param permissions as {@code rwxr-xr-x}
     */
    record Placed(String name, String path, String permissions) {}

    /** From the target: by path, in what its own files differ; empty if in nothing. */
    record Differences(Map<String, String> byPath) implements MoveMessage {}

    /** From the target: what a {@link Ping} is answered with. */
    record Pong() implements MoveMessage {}

    /** From the target: what it has of a migration, and what it is. */
    record Welcome(TargetState state, long freeBytes, List<Part> parts, Map<String, String> facts)
            implements MoveMessage {}

    /** A file as far as it is there. */
    record Part(String path, long length) {}

    /** From the target: how many bytes of a probe or of files it has dealt with over this connection. */
    record Echo(long bytes) implements MoveMessage {}

    /**
     * From the target, to a source with the fact {@link MoveFacts#FAULTS}: why it gives up, before it says that it does.
     *
     * @param fault the name of a {@link dev.dunlin.criu.CheckpointFault}, which the source may not know
     * @param what what was seen there
     */
    record Failure(String fault, String what) implements MoveMessage {}

    /** From the target: where it stands, why, and how long its phases took in nanoseconds. */
    record Stands(TargetState state, String detail, Map<String, Long> phases) implements MoveMessage {}
}
