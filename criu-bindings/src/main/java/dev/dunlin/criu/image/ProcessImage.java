package dev.dunlin.criu.image;

import dev.dunlin.criu.image.wire.Core;
import dev.dunlin.criu.image.wire.Memory;
import dev.dunlin.criu.image.wire.MemoryArea;
import dev.dunlin.criu.image.wire.ProcessNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process in images.
 *
 * @param pid its number
 * @param parent the number of its parent; 0 for the root
 * @param session the number of its session
 * @param threads how many threads it has
 * @param name as the kernel calls it
 * @param command its command line; empty if its memory does not hold it
 * @param mappedBytes how much address space it has mapped
 * @param storedBytes how much of its memory is in the images
 */
public record ProcessImage(
        long pid,
        long parent,
        long session,
        int threads,
        String name,
        List<String> command,
        long mappedBytes,
        long storedBytes) {

    /** Copies the list. */
    public ProcessImage {
        command = List.copyOf(command);
    }

    static ProcessImage read(Path directory, ProcessNode node) {
        long pid = Integer.toUnsignedLong(node.getPid());
        Core core = ImageFile.first(directory.resolve("core-" + pid + ".img"), ImageFile.Kind.CORE, Core.parser());
        Path memoryFile = directory.resolve("mm-" + pid + ".img");
        // A zombie has no memory.
        boolean remembers = Files.exists(memoryFile);
        Memory memory = remembers
                ? ImageFile.first(memoryFile, ImageFile.Kind.MEMORY, Memory.parser())
                : Memory.getDefaultInstance();
        StoredPages pages = remembers ? StoredPages.read(directory, pid) : StoredPages.NONE;
        return new ProcessImage(
                pid,
                Integer.toUnsignedLong(node.getParent()),
                Integer.toUnsignedLong(node.getSession()),
                node.getThreadsCount(),
                core.getTask().getName(),
                pages.words(memory.getArgumentsStart(), memory.getArgumentsEnd()),
                mapped(memory),
                pages.bytes());
    }

    private static long mapped(Memory memory) {
        long bytes = 0;
        for (MemoryArea area : memory.getAreasList()) {
            bytes += Math.max(0, area.getEnd() - area.getStart());
        }
        return bytes;
    }
}
