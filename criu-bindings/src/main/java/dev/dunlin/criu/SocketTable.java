package dev.dunlin.criu;

import dev.dunlin.criu.system.Proc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The sockets of a process's network namespace by their inode, as {@code /proc/PID/net} lists them (proc_pid_net(5)). */
final class SocketTable {

    /** What a socket is, as far as it matters to a checkpoint. */
    enum Kind {
        TCP_ESTABLISHED,
        UNIX_CONNECTED,
        HARMLESS,
        /** In no list: neither bound nor connected, or of a family that has no list. */
        UNLISTED
    }

    private static final String LISTENING = "0A";
    private static final String CLOSED = "07";
    private static final String CONNECTED = "03";
    private static final int UNIX_STATE = 5;
    private static final int UNIX_INODE = 6;
    private static final int INET_STATE = 3;
    private static final int INET_INODE = 9;
    private static final int NETLINK_INODE = 9;
    private static final int PACKET_INODE = 8;
    private static final List<String> TCP = List.of("tcp", "tcp6");
    private static final List<String> DATAGRAMS =
            List.of("udp", "udp6", "udplite", "udplite6", "raw", "raw6", "icmp", "icmp6");

    private static final List<NetFile> FILES = files();

    private final Proc process;
    private final Map<String, Kind> kinds = new HashMap<>();
    private int read;

    /** A list of the kernel's: which word of a line is the inode, and what the words say. */
    private record NetFile(String name, int inode, Function<String[], Kind> kind) {}

    /** A table that has read nothing yet: some of these lists take the kernel milliseconds to write. */
    SocketTable(Proc process) {
        this.process = process;
    }

    /** What a descriptor's link, as {@code socket:[4711]}, stands for. */
    Kind kind(String link) {
        String inode = inode(link);
        while (!kinds.containsKey(inode) && read < FILES.size()) {
            add(FILES.get(read++));
        }
        return kinds.getOrDefault(inode, Kind.UNLISTED);
    }

    /** The number in a descriptor's link. */
    static String inode(String link) {
        return link.substring(link.indexOf('[') + 1, link.length() - 1);
    }

    private void add(NetFile file) {
        List<String> lines = process.lines("net/" + file.name);
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] words = line.strip().split(" +");
            if (words.length > file.inode) {
                kinds.put(words[file.inode], file.kind.apply(words));
            }
        }
    }

    private static List<NetFile> files() {
        List<NetFile> files = new ArrayList<>();
        files.add(new NetFile(
                "unix",
                UNIX_INODE,
                words -> words[UNIX_STATE].equals(CONNECTED) ? Kind.UNIX_CONNECTED : Kind.HARMLESS));
        for (String name : TCP) {
            files.add(new NetFile(
                    name,
                    INET_INODE,
                    words -> words[INET_STATE].equals(LISTENING) || words[INET_STATE].equals(CLOSED)
                            ? Kind.HARMLESS
                            : Kind.TCP_ESTABLISHED));
        }
        for (String name : DATAGRAMS) {
            files.add(new NetFile(name, INET_INODE, words -> Kind.HARMLESS));
        }
        files.add(new NetFile("netlink", NETLINK_INODE, words -> Kind.HARMLESS));
        files.add(new NetFile("packet", PACKET_INODE, words -> Kind.HARMLESS));
        return List.copyOf(files);
    }
}
