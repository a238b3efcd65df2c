package dev.dunlin.criu;

import dev.dunlin.criu.Examination.Findings;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the descriptors and mappings of processes speak for or against. For one thread. */
final class DescriptorExamination {

    private static final int WRITE_ONLY = 1;
    private static final int ACCESS = 3;
    private static final int READS = 1;
    private static final int WRITES = 2;
    private static final long GHOST_BYTES = 1 << 20;
    private static final String DELETED = " (deleted)";
    private static final Pattern GPU = Pattern.compile("/dev/(?:nvidia|dri/|kfd|mali).*");
    private static final Pattern TERMINAL = Pattern.compile("/dev/(?:pts/\\d+|tty\\w*|console|ptmx)");
    private static final Pattern MADE_BY_THE_KERNEL =
            Pattern.compile("/(?:memfd:|SYSV|dev/zero \\(deleted\\)|anon_hugepage|\\[aio]|dmabuf).*");
    private static final Pattern TAKEN = Pattern.compile(
            "/dev/(?:null|zero|full|random|urandom|kmsg|net/tun|rtc0?|shm/.*|hugepages/.*|mqueue/.*|fuse|autofs|log)");
    private static final Set<String> ANONYMOUS =
            Set.of("eventfd", "eventpoll", "inotify", "fanotify", "signalfd", "timerfd", "pidfd");

    private final CriuConfig config;
    private final Findings findings;
    private final Map<String, Integer> pipes = new HashMap<>();
    private final Set<String> said = new HashSet<>();
    /** The sockets of all, and those of them that are connected UNIX sockets, with who has them. */
    private final Set<String> inodes = new HashSet<>();

    private final Map<String, String> connected = new TreeMap<>();
    private @Nullable Proc connectedIn;

    DescriptorExamination(CriuConfig config, Findings findings) {
        this.config = config;
        this.findings = findings;
    }

    void examine(Proc process) {
        SocketTable sockets = new SocketTable(process);
        // One that sees a part of the tree only has files open in mounts that are there, and not listed for it.
        boolean seesAll = process.link("root").equals(Optional.of("/"));
        Set<Long> mounts = seesAll ? process.mounts() : Set.of();
        for (Proc.Descriptor descriptor : process.descriptors()) {
            String target = descriptor.target();
            String who = "descriptor " + descriptor.number() + " of process " + process.pid();
            if (descriptor.isLocked() && !config.fileLocks()) {
                once("lock", "process " + process.pid() + " holds a lock on " + target, CheckpointFault.FILE_LOCK);
            }
            if (!mounts.isEmpty() && isOutside(descriptor, mounts)) {
                once(
                        "mount",
                        who + " is open in mounts of another namespace: " + target,
                        CheckpointFault.UNSUPPORTED_RESOURCE);
            }
            if (target.startsWith("socket:")) {
                inodes.add(SocketTable.inode(target));
                socket(who, process, target, sockets);
            } else if (target.startsWith("pipe:")) {
                int end = descriptor.flags() & ACCESS;
                pipes.merge(target, end == WRITE_ONLY ? WRITES : end == 0 ? READS : READS | WRITES, (a, b) -> a | b);
            } else if (target.startsWith("anon_inode:")) {
                anonymous(who, target);
            } else if (target.startsWith("/dev/")) {
                device(who, target);
            } else if (target.endsWith(DELETED)) {
                deleted(who, target, Path.of("/proc/" + process.pid() + "/fd/" + descriptor.number()));
            }
        }
        List<Proc.Mapping> mappings = process.mappings();
        if (mappings.stream().anyMatch(mapping -> mapping.path().contains("/hsperfdata_"))) {
            findings.note(
                    "process " + process.pid()
                            + " is a JVM with a file of counters, which any other JVM that starts removes"
                            + " once it is frozen: then it cannot be restored",
                    "start it with -XX:-UsePerfData");
        }
        Set<String> deleted = new HashSet<>();
        for (Proc.Mapping mapping : mappings) {
            String path = mapping.path();
            if (path.endsWith(DELETED) && !MADE_BY_THE_KERNEL.matcher(path).matches() && deleted.add(path)) {
                deleted("a mapping of process " + process.pid(), path, process.file(mapping));
            }
        }
        mappings.stream()
                .map(Proc.Mapping::path)
                .filter(path -> GPU.matcher(path).matches() || path.contains("[io_uring]"))
                .forEach(path -> device("a mapping of process " + process.pid(), path));
    }

    /** Whether it is a file by a name, opened before its process had the mounts that it has now, or passed to it from outside. */
    private static boolean isOutside(Proc.Descriptor descriptor, Set<Long> mounts) {
        String target = descriptor.target();
        return target.startsWith("/")
                && !MADE_BY_THE_KERNEL.matcher(target).matches()
                && !TERMINAL.matcher(target).matches()
                && !mounts.contains(descriptor.mount());
    }

    /** Says what only all processes together show. */
    void conclude() {
        if (!config.externalUnix() && connectedIn != null) {
            externalUnix(connectedIn);
        }
        List<String> open = pipes.entrySet().stream()
                .filter(pipe -> pipe.getValue() != (READS | WRITES))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!open.isEmpty()) {
            findings.note(
                    "pipes with their other end outside: " + String.join(", ", open),
                    "after a restore nobody is at the other end; use files");
        }
    }

    private void socket(String who, Proc process, String target, SocketTable sockets) {
        switch (sockets.kind(target)) {
            case TCP_ESTABLISHED -> {
                if (config.tcp() == CriuConfig.Tcp.REFUSED) {
                    once("tcp", who + " is an established TCP connection", CheckpointFault.TCP_ESTABLISHED);
                } else if (!MachineExamination.hasNetAdmin()) {
                    once("tcp", who + " is an established TCP connection", CheckpointFault.NO_NET_ADMIN);
                }
            }
            case UNIX_CONNECTED -> {
                connected.put(SocketTable.inode(target), who);
                connectedIn = process;
            }
            case UNLISTED ->
                findings.note(
                        who + " is a socket that /proc does not list: of a family that criu does not know, or unused",
                        CheckpointFault.UNSUPPORTED_RESOURCE.mend());
            case HARMLESS -> {}
        }
    }

    /** Whether the peers of the UNIX sockets are among the sockets of the tree. */
    private void externalUnix(Proc process) {
        Map<String, String> peers = UnixPeers.of(process);
        for (Map.Entry<String, String> each : connected.entrySet()) {
            String peer = peers.get(each.getKey());
            if (peer == null) {
                if (said.add("unix")) {
                    findings.note(
                            each.getValue() + " is a connected UNIX socket: refused if its other end is outside,"
                                    + " which only ss could tell",
                            CheckpointFault.EXTERNAL_UNIX.mend() + "; or install iproute2");
                }
            } else if (!inodes.contains(peer)) {
                once(
                        "external",
                        each.getValue() + " is a UNIX socket whose other end is outside",
                        CheckpointFault.EXTERNAL_UNIX);
            }
        }
    }

    private void anonymous(String who, String target) {
        String kind = target.substring("anon_inode:".length()).replace("[", "").replace("]", "");
        if (!ANONYMOUS.contains(kind)) {
            once(kind, who + " is " + target, CheckpointFault.UNSUPPORTED_RESOURCE);
        }
    }

    private void device(String who, String target) {
        if (GPU.matcher(target).matches()) {
            once("gpu", who + " is a GPU (" + target + ")", CheckpointFault.UNSUPPORTED_RESOURCE);
        } else if (target.contains("[io_uring]")) {
            once("io_uring", who + " is a ring of io_uring", CheckpointFault.UNSUPPORTED_RESOURCE);
        } else if (TERMINAL.matcher(target).matches()) {
            if (!config.shellJob()) {
                once("terminal", who + " is the terminal " + target, CheckpointFault.TERMINAL);
            }
        } else if (!TAKEN.matcher(target.replace(DELETED, "")).matches()) {
            once(target, who + " is the device " + target, CheckpointFault.UNSUPPORTED_RESOURCE);
        }
    }

    /**
     * A file that has no name any more.
     *
     * @param file by which name it can still be had, as long as the process has it
     */
    private void deleted(String who, String target, Path file) {
        try {
            long size = Files.size(file);
            if (size > GHOST_BYTES && config.more().stream().noneMatch(each -> each.startsWith("--ghost-limit"))) {
                once(target, who + " is a deleted file of " + size + " bytes: " + target, CheckpointFault.DELETED_FILE);
            } else {
                findings.note(who + " is a deleted file, which goes into the images: " + target, "nothing to do");
            }
        } catch (IOException e) {
            // It was closed meanwhile.
            return;
        }
    }

    private void once(String key, String what, CheckpointFault fault) {
        if (said.add(key)) {
            findings.obstacle(what, fault);
        }
    }
}
