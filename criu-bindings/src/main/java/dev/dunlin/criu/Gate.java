package dev.dunlin.criu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * Holds a restore when all is in place and nothing runs yet, until it is said whether it may go on: a script that the tool
 * starts at that stage and that waits for a file. It lets nothing through if this process dies. For one thread at a time.
 */
final class Gate implements AutoCloseable {

    private static final String SCRIPT = """
            #!/bin/sh
            [ "$CRTOOLS_SCRIPT_ACTION" = post-resume ] && : >"$0.up"
            [ "$CRTOOLS_SCRIPT_ACTION" = post-restore ] || exit 0
            while WHILE; do
              [ -e "$0.open" ] && exit 0
              [ -e "$0.shut" ] && exit 1
              sleep 0.005
            done
            exit 1
            """;

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Path folder;
    private final Path script;

    private Gate(Path folder, Path script) {
        this.folder = folder;
        this.script = script;
    }

    static Gate make() {
        return make("[ -d /proc/" + ProcessHandle.current().pid() + " ]");
    }

    /** One for a tool that sees no process of here, and so not whether this one has died: it lets nothing through after a while. */
    static Gate make(Duration longest) {
        return make("[ $((n = ${n:-0} + 1)) -le " + longest.dividedBy(PAUSE) + " ]");
    }

    private static Gate make(String condition) {
        try {
            Path folder = Files.createTempDirectory("dunlin-gate");
            Path script = folder.resolve("gate");
            Files.writeString(script, SCRIPT.replace("WHILE", condition));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            return new Gate(folder, script);
        } catch (IOException e) {
            throw new CheckpointException(CheckpointFault.OTHER, "no folder for a moment's files: " + e, null, e);
        }
    }

    /** What makes the tool stop at it. */
    List<String> options() {
        return List.of("--action-script", script.toString());
    }

    /** Lets the restore go on, or fail. */
    void say(boolean open) throws IOException {
        Files.createFile(folder.resolve(script.getFileName() + (open ? ".open" : ".shut")));
    }

    /** Whether the processes run: the last that the tool does. */
    boolean isPassed() {
        return Files.exists(folder.resolve(script.getFileName() + ".up"));
    }

    @Override
    public void close() {
        List.of("gate", "gate.open", "gate.shut", "gate.up", "").forEach(this::remove);
    }

    /** What cannot be removed is a few bytes in the folder for such things. */
    private boolean remove(String name) {
        try {
            return Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            return false;
        }
    }
}
