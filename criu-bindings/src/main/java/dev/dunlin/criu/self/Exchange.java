package dev.dunlin.criu.self;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder by which a process and its outside speak: nobody else can enter it.
 *
 * @param folder where the files are
 */
record Exchange(Path folder) {

    static Exchange create() throws IOException {
        return new Exchange(Files.createTempDirectory("dunlin-self"));
    }

    /** What is asked. */
    Path request() {
        return folder.resolve("request");
    }

    /** The number of the outside, once it has begun. */
    Path outside() {
        return folder.resolve("outside");
    }

    /** What came of it. */
    Path outcome() {
        return folder.resolve("outcome");
    }

    /** What the outside says on its standard output and standard error: nothing, if all is well. */
    Path complaints() {
        return folder.resolve("complaints");
    }

    /** Takes the folder away; one that is not there, or that holds something else, is left. */
    void remove() {
        try {
            for (Path file : List.of(request(), outside(), outcome(), complaints(), folder)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It lies where the system sweeps by itself.
            return;
        }
    }
}
