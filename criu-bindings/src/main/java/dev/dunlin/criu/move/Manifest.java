package dev.dunlin.criu.move;

/** The list of the files of a migration: a line for each, by name in order. */
final class Manifest {

    private Manifest() {}

    /** Adds a file's line. */
    static void line(StringBuilder to, String path, long length, String sha256) {
        to.append(sha256).append(' ').append(length).append(' ').append(path).append('\n');
    }
}
