package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.criu.system.Sha256;
import dev.dunlin.criu.system.Sum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Takes files that come in pieces, into a directory of its own, and checks them. Bounded in files and bytes. For one thread
 * at a time.
 */
final class Intake implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    private final Path directory;
    private final FileSums sums;
    private final long maxBytes;
    private final int maxFiles;
    private final Map<String, Incoming> files = new TreeMap<>();
    private long bytes;

    /** A file that comes. */
    private static final class Incoming {
        final FileChannel channel;
        final Sum sum;
        long length;
        boolean whole;

        Incoming(FileChannel channel, Sum sum) {
            this.channel = channel;
            this.sum = sum;
        }
    }

    /**
     * Creates an intake.
     *
     * @param directory where the files go, which is there, empty and nobody else's
     * @param sums how they are summed
     * @param maxBytes how many bytes all files may have together, positive
     * @param maxFiles how many files there may be, positive
     */
    Intake(Path directory, FileSums sums, long maxBytes, int maxFiles) {
        this.directory = directory;
        this.sums = sums;
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /**
     * Checks a file's name: letters, digits and {@code _.-}, at most 100, not with a dot or dash first; no directory.
     *
     * @throws DunlinException PROTOCOL if it is none
     */
    static String requireName(String path) {
        if (!NAME.matcher(path).matches()) {
            throw refused("path=\"" + printable(path) + "\": must be the plain name of a file, without directories");
        }
        return path;
    }

    /**
     * Takes a piece. A piece that is there already, as one sent again after a broken connection, is passed over.
     *
     * @throws DunlinException PROTOCOL if there is a gap before it, the file is whole, or a bound is exceeded
     * @throws IOException if it cannot be written
     */
    void take(String path, long offset, byte[] from, int start, int length) throws IOException {
        Incoming file = file(path);
        boolean fits = offset >= 0 && offset <= file.length && (!file.whole || offset + length <= file.length);
        if (!fits) {
            throw refused("path=\"" + path + "\" offset=" + offset + ": must be at most " + file.length
                    + (file.whole ? ", as it is whole" : ""));
        }
        int known = (int) Math.min(length, file.length - offset);
        int fresh = length - known;
        if (fresh > maxBytes - bytes) {
            throw refused("path=\"" + path + "\": more than " + maxBytes + " bytes in all");
        }
        bytes += fresh;
        file.sum.update(from, start + known, fresh);
        ByteBuffer rest = ByteBuffer.wrap(from, start + known, fresh);
        while (rest.hasRemaining()) {
            file.length += file.channel.write(rest);
        }
    }

    /**
     * Takes a piece of which parts are in files that came before.
     *
     * @throws DunlinException PROTOCOL as {@link #take}, or if a part is not there
     * @throws IOException if it cannot be written or read
     */
    void take(MoveMessage.Rebuilt piece) throws IOException {
        byte[] bytes = new byte[piece.length()];
        int at = 0;
        int literal = piece.from();
        for (MoveMessage.Run run : piece.runs()) {
            if (run.isLiteral()) {
                System.arraycopy(piece.message(), literal, bytes, at, run.length());
                literal += run.length();
            } else {
                read(run, ByteBuffer.wrap(bytes, at, run.length()));
            }
            at += run.length();
        }
        take(piece.path(), piece.offset(), bytes, 0, bytes.length);
    }

    private void read(MoveMessage.Run run, ByteBuffer into) throws IOException {
        String path = PreCopy.name(run.file());
        Incoming file = files.get(path);
        if (file == null || run.offset() > file.length - run.length()) {
            throw refused("path=\"" + path + "\": has no " + run.length() + " bytes at " + run.offset());
        }
        long at = run.offset();
        while (into.hasRemaining()) {
            int got = file.channel.read(into, at);
            if (got < 0) {
                throw new IOException(path + " ends at " + at);
            }
            at += got;
        }
    }

    /**
     * Ends a file and checks it. Once more is passed over.
     *
     * @throws DunlinException PROTOCOL if it is not what was sent
     */
    void end(String path, long length, String sha256) throws IOException {
        Incoming file = file(path);
        if (file.length != length) {
            throw refused("path=\"" + path + "\": has " + file.length + " bytes, was to have " + length);
        }
        if (!file.whole) {
            file.whole = true;
            if (!isBefore(path)) {
                file.channel.close();
            }
        }
        String got = file.sum.text();
        if (!got.equals(sha256)) {
            throw refused("path=\"" + path + "\": sha256=" + got + ", was to be " + printable(sha256));
        }
    }

    /**
     * Checks that all files are there and whole. What came before only for others to be rebuilt from it is removed.
     *
     * @throws DunlinException PROTOCOL if not
     */
    void complete(int count, String manifestSha256) throws IOException {
        for (Map.Entry<String, Incoming> file : files.entrySet()) {
            if (!file.getValue().whole) {
                throw refused("path=\"" + file.getKey() + "\": has not come to its end");
            }
        }
        String got = Sha256.of(manifest());
        if (files.size() != count || !got.equals(manifestSha256)) {
            throw refused(files.size() + " files with manifest " + got + ", were to be " + count + " with "
                    + printable(manifestSha256));
        }
        forgetBefore();
    }

    /** What was needed only to rebuild others. */
    private void forgetBefore() throws IOException {
        for (Map.Entry<String, Incoming> file : files.entrySet()) {
            if (isBefore(file.getKey())) {
                file.getValue().channel.close();
                Files.deleteIfExists(directory.resolve(file.getKey()));
            }
        }
    }

    private static boolean isBefore(String path) {
        return path.startsWith(PreCopy.PREFIX);
    }

    private String manifest() {
        StringBuilder lines = new StringBuilder();
        files.forEach((path, file) -> Manifest.line(lines, path, file.length, file.sum.text()));
        return lines.toString();
    }

    /** What has come of each file. */
    List<MoveMessage.Part> parts() {
        List<MoveMessage.Part> parts = new ArrayList<>();
        files.forEach((path, file) -> parts.add(new MoveMessage.Part(path, file.length)));
        return parts;
    }

    long maxBytes() {
        return maxBytes;
    }

    /** How many bytes have come. */
    long bytes() {
        return bytes;
    }

    private Incoming file(String path) throws IOException {
        Incoming known = files.get(requireName(path));
        if (known != null) {
            return known;
        }
        if (files.size() >= maxFiles) {
            throw refused("path=\"" + path + "\": more than " + maxFiles + " files");
        }
        FileChannel channel = FileChannel.open(
                directory.resolve(path),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        Incoming file = new Incoming(channel, sums.begin(path));
        files.put(path, file);
        return file;
    }

    @Override
    public void close() throws IOException {
        for (Incoming file : files.values()) {
            file.channel.close();
        }
    }

    /** Removes the directory with the files in it. */
    void remove() throws IOException {
        close();
        removeTree(directory);
    }

    static void removeTree(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    removeTree(entry);
                } else {
                    Files.deleteIfExists(entry);
                }
            }
        }
        Files.deleteIfExists(directory);
    }

    private static String printable(String text) {
        String start = text.length() > 120 ? text.substring(0, 120) + "..." : text;
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static DunlinException refused(String why) {
        return new DunlinException(Reason.PROTOCOL, why);
    }
}
