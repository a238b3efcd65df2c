package dev.dunlin.criu;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is done for a process that goes on although its dump failed. A tool that was killed half way leaves two things: a
 * table that keeps packets away, and connections in repair mode, in which the kernel does not speak for them. Only a tool that
 * comes to its end leaves that mode, so the process is dumped once more, into a place that is removed, before the packets pass.
 */
final class Aftercare {

    private static final String PLACE = "aftercare";
    private static final String OUTPUT = "aftercare-output.log";
    private static final String SCRIPT = "--action-script";

    private final CriuConfig config;
    private final long pid;
    private final Path directory;

    Aftercare(CriuConfig config, long pid, Path directory) {
        this.config = config;
        this.pid = pid;
        this.directory = directory;
    }

    /**
     * Sets right what the tool left behind.
     *
     * @param broken whether it was killed, rather than came to its end
     */
    void give(boolean broken) throws IOException {
        try {
            if (broken && config.tcp() == CriuConfig.Tcp.ESTABLISHED && new Proc(pid).exists()) {
                leaveRepairMode();
            }
        } finally {
            NetworkLocks.runId(ToolRun.head(directory.resolve(CriuArguments.DUMP_LOG)))
                    .ifPresent(id -> NetworkLocks.remove(id, pid));
        }
    }

    private void leaveRepairMode() throws IOException {
        Path place = Files.createDirectory(directory.resolve(PLACE));
        try {
            List<String> command = CriuArguments.dump(withoutScripts(), pid, place, Afterwards.RUNNING);
            ToolRun run = ToolRun.of(command, directory.resolve(OUTPUT), config.shellJob(), config.deadline());
            if (!run.isWell()) {
                throw new IOException("the connections of process " + pid + " stay in repair mode: "
                        + ToolRun.tail(place.resolve(CriuArguments.DUMP_LOG)));
            }
        } finally {
            remove(place);
        }
    }

    /** The scripts have had their turn. */
    private CriuConfig withoutScripts() {
        List<String> more = new ArrayList<>(config.more());
        for (int at = more.indexOf(SCRIPT); at >= 0; at = more.indexOf(SCRIPT)) {
            more.subList(at, Math.min(at + 2, more.size())).clear();
        }
        return config.toBuilder().more(more).build();
    }

    private static void remove(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
