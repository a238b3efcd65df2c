package dev.dunlin.criu.move;

import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Copies the memory of processes that run meanwhile into a file: of each page whose content no file before has, nor this one so
 * far, one. A page may change while it is copied, or a moment later: whoever uses the copy compares. Nothing is stopped for it.
 * For one thread.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/mm/pagemap.html">the kernel's pagemap</a>
 */
final class MemoryCopy implements AutoCloseable {

    private static final Pattern AREA =
            Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16}) (....) \\S+ \\S+ \\S+ *(.*)");
    private static final int PAGE = PageIndex.PAGE_BYTES;
    private static final int PIECE_PAGES = 64;
    private static final long PRESENT = 1L << 63;
    private static final long SWAPPED = 1L << 62;

    /** Of a file, or shared: criu writes such a page down only if it is memory that is shared and of no file. */
    private static final long OF_FILE = 1L << 61;

    private final PageIndex index;
    private final int number;
    private final FileChannel out;
    private final Queue<Area> areas = new ArrayDeque<>();
    private final byte[] piece = new byte[PIECE_PAGES * PAGE];
    private long bytes;

    /** A part of the memory of a process that it can use. */
    private record Area(long pid, long from, long to, boolean shared) {}

    /**
     * Creates one.
     *
     * @param index what is known already, and to which is added what is copied
     * @param number of the file in the index
     * @param file where to, which must not be there
     */
    MemoryCopy(List<Proc> processes, PageIndex index, int number, Path file) throws IOException {
        this.index = index;
        this.number = number;
        this.out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        for (Proc process : processes) {
            process.lines("maps").forEach(line -> add(process.pid(), line));
        }
    }

    private void add(long pid, String line) {
        Matcher area = AREA.matcher(line);
        // What nobody may use is room that is reserved, which may be without bounds.
        if (!area.matches() || area.group(3).startsWith("---") || area.group(4).matches("\\[v(var.*|dso|syscall)]")) {
            return;
        }
        boolean shared = area.group(3).endsWith("s");
        if (shared && !area.group(4).matches("(/dev/zero|/SYSV|/memfd:).*")) {
            return;
        }
        long from = Long.parseUnsignedLong(area.group(1), 16);
        long to = Long.parseUnsignedLong(area.group(2), 16);
        if (from >= 0 && to > from) {
            areas.add(new Area(pid, from, to, shared));
        }
    }

    /**
     * Copies an area more.
     *
     * @param each what is done after each piece of it
     * @return whether there was one
     */
    boolean advance(Step each) throws IOException {
        Area area = areas.poll();
        if (area == null) {
            return false;
        }
        Path folder = Path.of("/proc", Long.toString(area.pid));
        try (FileChannel map = FileChannel.open(folder.resolve("pagemap"), StandardOpenOption.READ);
                FileChannel memory = FileChannel.open(folder.resolve("mem"), StandardOpenOption.READ)) {
            ByteBuffer flags = ByteBuffer.allocate(PIECE_PAGES * Long.BYTES).order(ByteOrder.nativeOrder());
            for (long from = area.from; from < area.to; from += (long) PIECE_PAGES * PAGE) {
                int pages = (int) Math.min(PIECE_PAGES, (area.to - from) / PAGE);
                flags.clear().limit(pages * Long.BYTES);
                int got = map.read(flags, from / PAGE * Long.BYTES) / Long.BYTES;
                if (copy(memory, from, flags, got, area.shared)) {
                    each.done();
                }
            }
        } catch (java.nio.file.NoSuchFileException e) {
            // It has ended meanwhile: what that means is seen when it is to be stopped.
            return true;
        }
        return true;
    }

    /** What is done between. */
    interface Step {
        void done() throws IOException;
    }

    private boolean copy(FileChannel memory, long from, ByteBuffer flags, int pages, boolean shared)
            throws IOException {
        boolean any = false;
        int at = 0;
        while (at < pages) {
            int end = at;
            while (end < pages && isWanted(flags.getLong(end * Long.BYTES), shared)) {
                end++;
            }
            if (end > at) {
                keep(read(memory, from + (long) at * PAGE, end - at));
                any = true;
            }
            at = end + 1;
        }
        return any;
    }

    private static boolean isWanted(long flags, boolean shared) {
        return (flags & (PRESENT | SWAPPED)) != 0 && (shared || (flags & OF_FILE) == 0);
    }

    /** Gives how many pages could be read: what was there a moment ago may have been given back. */
    private int read(FileChannel memory, long from, int pages) {
        ByteBuffer into = ByteBuffer.wrap(piece, 0, pages * PAGE);
        try {
            int got = 1;
            while (into.hasRemaining() && got > 0) {
                got = memory.read(into, from + into.position());
            }
        } catch (IOException e) {
            return into.position() / PAGE;
        }
        return into.position() / PAGE;
    }

    private void keep(int pages) throws IOException {
        int kept = 0;
        for (int page = 0; page < pages; page++) {
            if (index.find(piece, page * PAGE) == 0) {
                index.add(number, bytes + (long) kept * PAGE);
                System.arraycopy(piece, page * PAGE, piece, kept * PAGE, PAGE);
                kept++;
            }
        }
        ByteBuffer fresh = ByteBuffer.wrap(piece, 0, kept * PAGE);
        while (fresh.hasRemaining()) {
            bytes += out.write(fresh);
        }
    }

    /** How many bytes were copied. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
