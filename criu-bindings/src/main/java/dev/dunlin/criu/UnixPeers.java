package dev.dunlin.criu;

import dev.dunlin.criu.system.Proc;
import dev.dunlin.criu.system.Programs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which UNIX socket is connected to which: {@code /proc} does not say, and {@code ss} of iproute2 does. */
final class UnixPeers {

    private static final int OWN = 5;
    private static final int PEER = 7;
    private static final String NONE = "0";

    private UnixPeers() {}

    /**
     * The peers of the connected sockets of a network namespace, inode by inode.
     *
     * @param process one that is in it
     * @return empty where there is no {@code ss}
     */
    static Map<String, String> of(Proc process) {
        Optional<String> tool = Programs.find("ss").map(String::valueOf);
        if (tool.isEmpty()) {
            return Map.of();
        }
        List<String> command = new ArrayList<>(NetworkLocks.inNamespaceOf(process.pid()));
        command.addAll(List.of(tool.get(), "-xnaH"));
        return parse(NetworkLocks.said(command));
    }

    /** Lines as {@code u_str ESTAB 0 0 * 4711 * 4712}; a name that has blanks moves what is behind it, so one counts from the end. */
    static Map<String, String> parse(String text) {
        Map<String, String> peers = new HashMap<>();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            String[] words = line.strip().split(" +", -1);
            int last = words.length - 1;
            if (last >= PEER && !words[last].equals(NONE)) {
                peers.put(words[last - (PEER - OWN)], words[last]);
            }
        }
        return peers;
    }
}
