package dev.dunlin.criu.move;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code /proc} says of processes in namespaces. */
final class Spaces {

    private Spaces() {}

    /** Whether two processes are in one pid namespace. */
    static boolean same(long one, long other) {
        try {
            Path first = Path.of("/proc", Long.toString(one), "ns", "pid");
            Path second = Path.of("/proc", Long.toString(other), "ns", "pid");
            return Files.readSymbolicLink(first).equals(Files.readSymbolicLink(second));
        } catch (IOException e) {
            return false;
        }
    }

    /** The pid that a process has in its own namespace. */
    static long inner(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("NSpid:")) {
                    String[] words = line.split("\\s+", -1);
                    return Long.parseLong(words[words.length - 1]);
                }
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }

    /** How it stands with a process: {@code R}, {@code S}, {@code T}, {@code Z}, or empty if it has gone. */
    static String state(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", 2)[0];
        } catch (IOException e) {
            return "";
        }
    }
}
