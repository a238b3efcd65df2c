package dev.dunlin.criu.image;

import dev.dunlin.criu.image.wire.PagemapHead;
import dev.dunlin.criu.image.wire.PagemapRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The pages of a process that are in its images.
 *
 * @param file where they are, one after the other
 * @param runs which they are, in the order of the file
 */
record StoredPages(Path file, List<Run> runs) {

    /** No pages at all. */
    static final StoredPages NONE = new StoredPages(Path.of(""), List.of());

    private static final int PAGE_BYTES = 4096;
    private static final int IN_PARENT = 1;
    private static final int PRESENT = 4;
    private static final int LONGEST_COMMAND = 128 << 10;

    /** Pages that follow each other in memory and in the file. */
    record Run(long address, long bytes, long offset) {}

    static StoredPages read(Path directory, long pid) {
        Path map = directory.resolve("pagemap-" + pid + ".img");
        try (ImageFile image = ImageFile.open(map, ImageFile.Kind.PAGEMAP)) {
            PagemapHead head = image.next(PagemapHead.parser());
            if (head == null) {
                throw new MalformedImageException(map + " has no entry", null);
            }
            List<Run> runs = new ArrayList<>();
            long offset = 0;
            for (PagemapRun run = image.next(PagemapRun.parser()); run != null; run = image.next(PagemapRun.parser())) {
                if (isStored(run)) {
                    Run stored = new Run(run.getAddress(), bytes(map, run), offset);
                    offset = Math.addExact(offset, stored.bytes);
                    runs.add(stored);
                }
            }
            String pages = "pages-" + Integer.toUnsignedString(head.getPagesId()) + ".img";
            return new StoredPages(directory.resolve(pages), List.copyOf(runs));
        } catch (ArithmeticException e) {
            throw new MalformedImageException(map + " counts more pages than there can be", e);
        }
    }

    /** How much there is. */
    long bytes() {
        return runs.stream().mapToLong(Run::bytes).sum();
    }

    /** The texts between two addresses, each ended by a zero; none if they are not here. */
    List<String> words(long start, long end) {
        long length = end - start;
        if (length <= 0 || length > LONGEST_COMMAND) {
            return List.of();
        }
        byte[] bytes = new byte[(int) length];
        try (FileChannel pages = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int done = 0; done < bytes.length; ) {
                int read = copy(pages, start + done, bytes, done);
                if (read <= 0) {
                    return List.of();
                }
                done += read;
            }
        } catch (IOException e) {
            return List.of();
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return List.of((text.endsWith("\0") ? text.substring(0, text.length() - 1) : text).split("\0", -1));
    }

    private int copy(FileChannel pages, long address, byte[] bytes, int at) throws IOException {
        for (Run run : runs) {
            long inside = address - run.address;
            if (inside >= 0 && inside < run.bytes) {
                int length = (int) Math.min(bytes.length - at, run.bytes - inside);
                return pages.read(ByteBuffer.wrap(bytes, at, length), run.offset + inside);
            }
        }
        return 0;
    }

    private static boolean isStored(PagemapRun run) {
        return run.hasFlags()
                ? (run.getFlags() & PRESENT) != 0
                : !run.getInParent() && (run.getFlags() & IN_PARENT) == 0;
    }

    private static long bytes(Path map, PagemapRun run) {
        long pages = run.hasManyPages() ? run.getManyPages() : Integer.toUnsignedLong(run.getPages());
        if (pages < 0) {
            throw new MalformedImageException(map + " has a run of " + Long.toUnsignedString(pages) + " pages", null);
        }
        return Math.multiplyExact(pages, PAGE_BYTES);
    }
}
