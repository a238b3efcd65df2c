package dev.dunlin.criu;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a checkpoint consists of and where it was taken: written last, so that a directory that has one is whole. It is a
 * text of lines in the directory of the images, {@value #FILE}, and guards itself by a checksum; it is no signature.
 *
 * @param pid the number of the tree's root, positive
 * @param taken when, by the wall clock
 * @param afterwards what became of the process
 * @param host where it was taken
 * @param images the files of the directory that belong to it, without the pages
 * @param pages the images of memory pages, which are large: the sum of each is no SHA-256 of its bytes, but of two CRCs of each
 *     MiB of it, which damage does not leave as they are
 * @param files the files that the processes map, or have open to read
 */
public record Manifest(
        long pid,
        Instant taken,
        Afterwards afterwards,
        Host host,
        List<Entry> images,
        List<Entry> pages,
        List<Entry> files) {

    /** The name of the manifest in the directory of the images. */
    public static final String FILE = "manifest";

    /**
     * A file.
     *
     * @param path a name in the directory of the images, or the absolute path of another file
     * @param bytes its length, not negative
     * @param sha256 its SHA-256 in 64 hexadecimal digits, lower case; of pages the SHA-256 of their CRCs
     */
    public record Entry(String path, long bytes, String sha256) {

        private static final int DIGITS = 64;

        /** Checks the form of the values. */
        public Entry {
            if (path.isEmpty()) {
                throw new IllegalArgumentException("path=\"\": must not be empty");
            }
            if (bytes < 0) {
                throw new IllegalArgumentException("bytes=" + bytes + ": must not be negative");
            }
            if (sha256.length() != DIGITS || !sha256.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 'g')) {
                throw new IllegalArgumentException("sha256=" + sha256 + ": must be " + DIGITS + " hexadecimal digits");
            }
        }
    }

    /**
     * The machine, and the tool on it.
     *
     * @param criu the version of {@code criu}, as {@code 4.2.1}
     * @param kernel the release of the kernel, as {@code 6.18.44}
     * @param architecture of the processor, as Java names it
     * @param processor what the processor can do, as {@code /proc/cpuinfo} names it; empty where that does not say
     */
    public record Host(String criu, String kernel, String architecture, Set<String> processor) {

        /** Copies the set. */
        public Host {
            Objects.requireNonNull(criu, "criu");
            Objects.requireNonNull(kernel, "kernel");
            Objects.requireNonNull(architecture, "architecture");
            processor = Set.copyOf(new TreeSet<>(processor));
        }
    }

    /** Copies the lists. */
    public Manifest {
        Objects.requireNonNull(taken, "taken");
        Objects.requireNonNull(afterwards, "afterwards");
        Objects.requireNonNull(host, "host");
        if (pid <= 0) {
            throw new IllegalArgumentException("pid=" + pid + ": must be positive");
        }
        images = List.copyOf(images);
        pages = List.copyOf(pages);
        files = List.copyOf(files);
    }

    /**
     * Reads the manifest of a checkpoint.
     *
     * @param directory where the images are
     * @throws CheckpointException if there is none, or it is damaged
     */
    public static Manifest read(Path directory) {
        return ManifestText.read(directory.resolve(FILE));
    }

    /** How much the images take, in bytes. */
    public long imageBytes() {
        return Stream.concat(images.stream(), pages.stream())
                .mapToLong(Entry::bytes)
                .sum();
    }

    /**
     * Compares the images with what is said here: each is there with its length and checksum, and there is no other.
     *
     * @param directory where the images are
     * @throws CheckpointException with the first that differs
     */
    public void verifyImages(Path directory) {
        Comparison comparison = new Comparison(this);
        comparison.imageLengths(directory);
        comparison.images(directory);
        comparison.pages(directory);
    }

    /**
     * Compares the files that the processes map or read with what is said here.
     *
     * @throws CheckpointException with the first that differs
     */
    public void verifyFiles() {
        Comparison comparison = new Comparison(this);
        comparison.fileLengths();
        comparison.files();
    }
}
