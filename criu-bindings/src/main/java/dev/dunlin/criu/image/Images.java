package dev.dunlin.criu.image;

import dev.dunlin.criu.image.wire.Inventory;
import dev.dunlin.criu.image.wire.OpenFile;
import dev.dunlin.criu.image.wire.ProcessNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the images of a checkpoint hold, read without a restore.
 *
 * @param runId how the dump called itself, if it says
 * @param processes the processes, the root first
 * @param sockets their sockets
 * @param files the regular files that they have open or mapped
 * @param statistics what was measured of the dump, if that is there
 */
public record Images(
        Optional<String> runId,
        List<ProcessImage> processes,
        List<SocketImage> sockets,
        List<FileImage> files,
        Optional<DumpStatistics> statistics) {

    /** Copies the lists. */
    public Images {
        processes = List.copyOf(processes);
        sockets = List.copyOf(sockets);
        files = List.copyOf(files);
    }

    /**
     * Reads images.
     *
     * @param directory where they are
     * @throws MalformedImageException if one is missing or damaged
     */
    public static Images read(Path directory) {
        Inventory inventory =
                ImageFile.first(directory.resolve("inventory.img"), ImageFile.Kind.INVENTORY, Inventory.parser());
        List<ProcessImage> processes = new ArrayList<>();
        for (ProcessNode node : nodes(directory)) {
            processes.add(ProcessImage.read(directory, node));
        }
        List<SocketImage> sockets = new ArrayList<>();
        List<FileImage> files = new ArrayList<>();
        for (OpenFile file : ImageFile.all(directory.resolve("files.img"), ImageFile.Kind.FILES, OpenFile.parser())) {
            SocketImage.of(file).ifPresent(sockets::add);
            FileImage.of(file).ifPresent(files::add);
        }
        return new Images(
                inventory.hasRunId() ? Optional.of(inventory.getRunId()) : Optional.empty(),
                processes,
                sockets,
                files,
                Files.exists(directory.resolve(DumpStatistics.FILE))
                        ? Optional.of(DumpStatistics.read(directory))
                        : Optional.empty());
    }

    /**
     * How the dump called itself; empty if it does not say.
     *
     * @param directory where the images are
     * @throws MalformedImageException if the image is missing or damaged
     */
    public static Optional<String> runId(Path directory) {
        Inventory inventory =
                ImageFile.first(directory.resolve("inventory.img"), ImageFile.Kind.INVENTORY, Inventory.parser());
        return inventory.hasRunId() ? Optional.of(inventory.getRunId()) : Optional.empty();
    }

    /**
     * The numbers of the processes, the root first.
     *
     * @param directory where the images are
     * @throws MalformedImageException if an image is missing or damaged
     */
    public static List<Long> pids(Path directory) {
        return nodes(directory).stream()
                .map(node -> Integer.toUnsignedLong(node.getPid()))
                .toList();
    }

    private static List<ProcessNode> nodes(Path directory) {
        return ImageFile.all(directory.resolve("pstree.img"), ImageFile.Kind.PROCESSES, ProcessNode.parser());
    }
}
