package dev.dunlin.criu.move;

import dev.dunlin.criu.system.Sha256;
import dev.dunlin.criu.system.Sum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Sends the files of a directory, the large ones while they are still being written: what is appended is sent as it comes. The
 * small ones, of which earlier parts may be written again, are sent when all is written. For one thread.
 */
final class ImageTail implements AutoCloseable {

    /** From which size on a file is sent while it is written. */
    private static final long LARGE_BYTES = 1 << 20;

    private final Path directory;
    private final String glob;
    private final FileSums sums;
    private final PageIndex known;
    private final Map<String, Outgoing> files = new TreeMap<>();
    private long bytes;
    private long expectedBytes;

    /** A file that goes. */
    private static final class Outgoing {
        final FileChannel channel;
        final byte[] nothing = new byte[0];
        final Sum sum;
        long summed;
        long offset;

        Outgoing(FileChannel channel, Sum sum) {
            this.channel = channel;
            this.sum = sum;
        }
    }

    /**
     * Creates one.
     *
     * @param directory where the files are
     * @param glob which of them go, as {@code *.img}
     * @param sums how they are summed
     * @param known what pages the target has of files sent before, which are not sent again
     */
    ImageTail(Path directory, String glob, FileSums sums, PageIndex known) {
        this.directory = directory;
        this.glob = glob;
        this.sums = sums;
        this.known = known;
    }

    /**
     * Sends what has come since.
     *
     * @param last whether nothing comes any more
     * @param to takes messages; may block
     * @return whether there was anything
     */
    boolean advance(boolean last, Consumer<byte[]> to) throws IOException {
        // In the order of their names, so that what others are rebuilt from comes before them.
        Set<Path> paths = new TreeSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, glob)) {
            found.forEach(paths::add);
        }
        boolean any = false;
        for (Path path : paths) {
            String name = String.valueOf(path.getFileName());
            if (last || files.containsKey(name) || Files.size(path) >= LARGE_BYTES) {
                any |= advance(name, last, to);
            }
        }
        return any;
    }

    private boolean advance(String name, boolean last, Consumer<byte[]> to) throws IOException {
        Outgoing file = files.get(name);
        if (file == null) {
            file = new Outgoing(FileChannel.open(directory.resolve(name), StandardOpenOption.READ), sums.begin(name));
            files.put(name, file);
        }
        boolean any = false;
        long left;
        while ((left = file.channel.size() - file.offset) > 0 && (last || left >= MoveFormat.CHUNK_BYTES)) {
            byte[] header = MoveFormat.chunkHeader(name, file.offset);
            byte[] message = new byte[header.length + (int) Math.min(left, MoveFormat.CHUNK_BYTES)];
            System.arraycopy(header, 0, message, 0, header.length);
            read(file, ByteBuffer.wrap(message, header.length, message.length - header.length));
            int length = message.length - header.length;
            sum(file, message, header.length, length);
            byte[] told = name.startsWith(FileSums.PAGES) && !known.isEmpty()
                    ? rebuilt(name, file.offset, message, header.length)
                    : message;
            file.offset += length;
            bytes += told.length;
            to.accept(told);
            any = true;
        }
        return any;
    }

    /** The same part of a file, without what the target has. */
    private byte[] rebuilt(String name, long offset, byte[] message, int from) {
        List<MoveMessage.Run> runs = KnownPages.runs(known, message, from, message.length - from, offset);
        byte[] header = MoveFormat.rebuiltHeader(name, offset, runs);
        int literal = runs.stream()
                .filter(MoveMessage.Run::isLiteral)
                .mapToInt(MoveMessage.Run::length)
                .sum();
        byte[] smaller = Arrays.copyOf(header, header.length + literal);
        int at = from;
        int end = header.length;
        for (MoveMessage.Run run : runs) {
            if (run.isLiteral()) {
                System.arraycopy(message, at, smaller, end, run.length());
                end += run.length();
            }
            at += run.length();
        }
        return smaller;
    }

    /** What is sent again after a broken connection was summed already. */
    private static void sum(Outgoing file, byte[] message, int from, int length) {
        int known = (int) Math.max(0, Math.min(length, file.summed - file.offset));
        file.sum.update(message, from + known, length - known);
        file.summed += length - known;
    }

    private static void read(Outgoing file, ByteBuffer into) throws IOException {
        long at = file.offset;
        while (into.hasRemaining()) {
            int got = file.channel.read(into, at);
            if (got < 0) {
                throw new IOException("a file has become shorter while it was sent");
            }
            at += got;
        }
    }

    /** Says of all files that they are whole, and gives what ends the transfer. */
    MoveMessage.Complete finish(Map<String, String> options, Consumer<byte[]> to) throws IOException {
        StringBuilder manifest = new StringBuilder();
        for (Map.Entry<String, Outgoing> entry : files.entrySet()) {
            Outgoing file = entry.getValue();
            if (file.offset == 0) {
                to.accept(MoveFormat.encode(new MoveMessage.Chunk(entry.getKey(), 0, file.nothing, 0)));
            }
            String sum = file.sum.text();
            Manifest.line(manifest, entry.getKey(), file.offset, sum);
            to.accept(MoveFormat.encode(new MoveMessage.FileEnd(entry.getKey(), file.offset, sum)));
        }
        return new MoveMessage.Complete(files.size(), Sha256.of(manifest.toString()), options);
    }

    /** Goes back to where the target is, after a broken connection. */
    void rewind(Iterable<MoveMessage.Part> parts) {
        files.values().forEach(file -> file.offset = 0);
        for (MoveMessage.Part part : parts) {
            Outgoing file = files.get(part.path());
            if (file != null) {
                file.offset = Math.min(Math.max(0, part.length()), file.summed);
            }
        }
    }

    /** Tells how many bytes will be sent at most, by what is known before. */
    void expect(long atMost) {
        expectedBytes = atMost;
    }

    /** How many bytes will be sent at most; 0 if nobody knows. */
    long expectedBytes() {
        return expectedBytes;
    }

    /** How many bytes of files were sent, what was sent again too. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        for (Outgoing file : files.values()) {
            file.channel.close();
        }
    }
}
