package dev.dunlin.criu;

import dev.dunlin.criu.image.Images;
import dev.dunlin.criu.image.MalformedImageException;
import dev.dunlin.criu.system.Proc;
import dev.dunlin.criu.system.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of nftables that a killed {@code criu} leaves behind, {@code inet CRIU-<run id>}, which cuts the connections of
 * a process that goes on.
 */
final class NetworkLocks {

    private static final Pattern RUN_ID = Pattern.compile("CRIU run id = ([0-9A-Za-z-]{1,64})");
    private static final Pattern TABLE = Pattern.compile("(?m)^table inet (CRIU-([0-9A-Za-z-]{16,64}))$");
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final String SKIPS = "4.2";

    private NetworkLocks() {}

    /**
     * How processes are to be frozen: without a lock where there is nothing to lock. Where established connections are refused
     * the tool would make a table for none, which costs it and whoever removes it tens of milliseconds each. What is in a
     * network namespace of its own is locked as a whole, in any case.
     */
    static CriuConfig needed(CriuConfig config, List<Proc> tree) {
        boolean needless = config.tcp() == CriuConfig.Tcp.REFUSED
                && config.networkLock() != CriuConfig.NetworkLock.NONE
                && tree.stream().allMatch(NetworkLocks::isInOurs)
                && CriuVersion.known(config)
                        .filter(version -> !CriuVersion.isBefore(version, SKIPS))
                        .isPresent();
        return needless
                ? config.toBuilder().networkLock(CriuConfig.NetworkLock.NONE).build()
                : config;
    }

    private static boolean isInOurs(Proc process) {
        Optional<String> ours = new Proc(ProcessHandle.current().pid()).link("ns/net");
        return ours.isPresent() && ours.equals(process.link("ns/net"));
    }

    /** By which name the dump of images goes; empty if they do not say. */
    static Optional<String> runIdOf(Path images) {
        try {
            return Images.runId(images);
        } catch (MalformedImageException e) {
            return Optional.empty();
        }
    }

    /** By which name a run of the tool goes, as its log says. */
    static Optional<String> runId(String log) {
        Matcher found = RUN_ID.matcher(log);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /**
     * Removes the table of a run, in the network namespace of a process if it is not that of this one.
     *
     * @return whether there was one
     */
    static boolean remove(String runId, long pid) {
        Optional<Path> nft = Programs.find("nft");
        if (nft.isEmpty()) {
            return false;
        }
        List<String> command = new ArrayList<>(inNamespaceOf(pid));
        command.add(nft.get().toString());
        boolean removed = false;
        for (String table : tables(said(command, "list", "tables"), runId)) {
            said(command, "delete", "table", "inet", table);
            removed = true;
        }
        return removed;
    }

    /** The tables of a run. The tool cuts their names off: what is left of the run's id is its beginning. */
    static List<String> tables(String list, String runId) {
        return TABLE.matcher(list)
                .results()
                .filter(found -> runId.startsWith(found.group(2)))
                .map(found -> found.group(1))
                .toList();
    }

    /** What a program writes; nothing if it fails. */
    static String said(List<String> begin, String... rest) {
        List<String> command = new ArrayList<>(begin);
        command.addAll(List.of(rest));
        try {
            Path output = Files.createTempFile("dunlin-nft", ".log");
            try {
                ToolRun run = ToolRun.of(command, output, false, DEADLINE);
                return run.isWell() ? run.output() : "";
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return "";
        }
    }

    /** What begins a command that is to run in the network namespace of a process, if that is not ours. */
    static List<String> inNamespaceOf(long pid) {
        Optional<Path> nsenter = Programs.find("nsenter");
        try {
            Path theirs = Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/net"));
            if (nsenter.isPresent() && !theirs.equals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")))) {
                return List.of(nsenter.get().toString(), "--net=/proc/" + pid + "/ns/net");
            }
        } catch (IOException e) {
            // A process that has gone has no namespace: then ours is where one looks.
        }
        return List.of();
    }
}
