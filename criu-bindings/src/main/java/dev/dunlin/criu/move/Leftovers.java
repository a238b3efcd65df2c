package dev.dunlin.criu.move;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Undoes what a criu that was killed in mid-dump has left of itself: the lock on the network of the process, and its sockets
 * held still. For one thread.
 */
final class Leftovers {

    private static final Pattern LOCK = Pattern.compile("table inet (CRIU-\\S+)");

    private final Path criu;
    private final Path work;
    private final long pid;
    private final Set<String> before;

    /** Creates one that knows what is there before criu is run. */
    Leftovers(Path criu, Path work, long pid) {
        this(criu, work, pid, locks());
    }

    private Leftovers(Path criu, Path work, long pid, Set<String> before) {
        this.criu = criu;
        this.work = work;
        this.pid = pid;
        this.before = before;
    }

    /** One that knows what one before it has kept; if none did, what is there is nobody's business here. */
    static Leftovers kept(Path criu, Path work, long pid) throws IOException {
        Path file = file(work);
        return Files.exists(file)
                ? new Leftovers(criu, work, pid, new TreeSet<>(Files.readAllLines(file)))
                : new Leftovers(criu, work, pid);
    }

    /** Keeps what it knows on disk, for when this program has come to its end before the process is let go. */
    void keep() throws IOException {
        Files.write(file(work), before);
    }

    /** What was kept is needed no more. */
    void forget() throws IOException {
        Files.deleteIfExists(file(work));
    }

    private static Path file(Path work) {
        return work.resolveSibling(work.getFileName() + ".tables");
    }

    /** The locks that were there before, with blanks between them. */
    String known() {
        return String.join(" ", before);
    }

    private static Set<String> locks() {
        Set<String> names = new TreeSet<>();
        Matcher found = LOCK.matcher(
                Tool.run("", Tool.DEADLINE, List.of("nft", "list", "tables")).text());
        while (found.find()) {
            names.add(found.group(1));
        }
        return names;
    }

    /** After criu has ended the process: removes its lock, which it leaves for a restore on the same host. */
    void unlock() {
        Set<String> left = locks();
        left.removeAll(before);
        for (String lock : left) {
            Tool.run("", Tool.DEADLINE, List.of("nft", "delete", "table", "inet", lock));
        }
    }

    /** After criu was killed: the process and its sockets are as they were before it came. */
    void release() {
        Set<String> left = locks();
        left.removeAll(before);
        if (!left.isEmpty()) {
            letGo();
            unlock();
        }
    }

    /** A second dump that leaves the process there lets go of the sockets, as the first would have done in the end. */
    private void letGo() {
        Path again = work.resolve("release");
        try {
            Files.createDirectories(again);
            Tool.run(
                    "",
                    Duration.ofMinutes(2),
                    List.of(
                            criu.toString(),
                            "dump",
                            "--tree",
                            Long.toString(pid),
                            "--images-dir",
                            again.toString(),
                            "--log-file",
                            "dump.log",
                            "--leave-running",
                            "--shell-job",
                            "--tcp-established",
                            "--network-lock",
                            "nftables",
                            "--file-locks",
                            "--ext-unix-sk"));
            Intake.removeTree(again);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
