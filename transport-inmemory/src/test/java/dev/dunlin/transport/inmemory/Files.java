package dev.dunlin.transport.inmemory;

import dev.dunlin.service.Idempotent;
import dev.dunlin.service.InOut;
import dev.dunlin.service.OneWay;
import dev.dunlin.service.Out;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A service that has one of everything. */
public interface Files {

    /** What a directory holds. */
    record Entry(String name, long size, Optional<Instant> changed) {}

    /** There is no such file. */
    final class NotFound extends Exception {

        private static final long serialVersionUID = 1L;

        private final String path;
        private final int looked;

        /** With what it is made of. */
        public NotFound(String path, int looked) {
            super("no " + path + " in " + looked + " places");
            this.path = path;
            this.looked = looked;
        }

        /** Which. */
        public String path() {
            return path;
        }

        /** In how many places. */
        public int looked() {
            return looked;
        }
    }

    /** As in the book: fills the buffer, and gives how much there was. */
    int read(int fd, @Out byte[] buf, int nbytes) throws IOException;

    /** Of the same name. */
    String read(String path) throws NotFound, IOException;

    /** With types that have arguments. */
    @Idempotent
    List<Entry> list(List<String> directories);

    /** Changes what it is given. */
    void sort(@InOut String[] names, @Out(max = 4) long[] lengths);

    /** Gives nothing. */
    void touch(String path);

    /** Comes later. */
    CompletionStage<Long> size(String path);

    /** Comes later, and can be withdrawn. */
    CompletableFuture<Void> sync(@Out byte[] seal) throws NotFound;

    /** Nobody waits. */
    @OneWay
    void log(String line);

    /** Runs at the caller. */
    default String firstOf(String directory) {
        return list(List.of(directory)).get(0).name();
    }
}
