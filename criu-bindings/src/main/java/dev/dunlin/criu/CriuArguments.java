package dev.dunlin.criu;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of {@code criu}, as lists of arguments that no shell reads. Pure. */
final class CriuArguments {

    /** The log of a dump, in the directory of the images. */
    static final String DUMP_LOG = "dump.log";

    /** The log of a restore, in the directory of the images. */
    static final String RESTORE_LOG = "restore.log";

    private CriuArguments() {}

    /** Freezes a tree. */
    static List<String> dump(CriuConfig config, long pid, Path directory, Afterwards afterwards) {
        List<String> line = begin(config, "dump", directory, DUMP_LOG);
        line.add("--tree");
        line.add(Long.toString(pid));
        switch (afterwards) {
            case RUNNING -> line.add("--leave-running");
            case STOPPED -> line.add("--leave-stopped");
            case ENDED -> {}
        }
        return end(config, line);
    }

    /** Thaws a tree, which then has no part of this process as its parent. */
    static List<String> restore(CriuConfig config, Path directory) {
        List<String> line = begin(config, "restore", directory, RESTORE_LOG);
        line.add("--restore-detached");
        return end(config, line);
    }

    /**
     * Thaws a tree in a pid namespace of its own, with a {@code /proc} that shows it. The tool is the first process there, so it
     * stays until the tree has ended.
     *
     * @param unshare the program that makes the namespace, and that takes it with it when it is killed
     */
    static List<String> restoreApart(Path unshare, CriuConfig config, Path directory) {
        List<String> line =
                new ArrayList<>(List.of(unshare.toString(), "--pid", "--fork", "--kill-child", "--mount-proc", "--"));
        line.addAll(end(config, begin(config, "restore", directory, RESTORE_LOG)));
        return line;
    }

    /** Asks whether the kernel has what is needed. */
    static List<String> check(CriuConfig config) {
        return List.of(config.binary().toString(), "check");
    }

    /** Asks which version it is. */
    static List<String> version(CriuConfig config) {
        return List.of(config.binary().toString(), "--version");
    }

    private static List<String> begin(CriuConfig config, String command, Path directory, String log) {
        List<String> line = new ArrayList<>();
        line.add(config.binary().toString());
        line.add(command);
        line.add("--images-dir");
        line.add(directory.toString());
        line.add("--log-file");
        line.add(log);
        line.add("--verbosity=" + config.logLevel());
        return line;
    }

    private static List<String> end(CriuConfig config, List<String> line) {
        switch (config.networkLock()) {
            case NFTABLES -> line.addAll(List.of("--network-lock", "nftables"));
            case IPTABLES -> line.addAll(List.of("--network-lock", "iptables"));
            case NONE -> line.addAll(List.of("--network-lock", "skip"));
            case DEFAULT -> {}
        }
        switch (config.tcp()) {
            case ESTABLISHED -> line.add("--tcp-established");
            case CLOSED -> line.add("--tcp-close");
            case REFUSED -> {}
        }
        if (config.shellJob()) {
            line.add("--shell-job");
        }
        if (config.fileLocks()) {
            line.add("--file-locks");
        }
        if (config.externalUnix()) {
            line.add("--ext-unix-sk");
        }
        line.addAll(config.more());
        return line;
    }
}
