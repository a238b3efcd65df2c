package dev.dunlin.criu.self;

import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which process this is, as the kernel counts: a process that is thawed has its old number and its old memory, but was made
 * later, by whichever tool, on whichever host.
 *
 * @param boot the kernel's id of the run of the machine
 * @param startTicks when the process was made, in ticks since the machine started (proc(5), stat, field 22)
 */
record Life(String boot, long startTicks) {

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    /** Field 22, as {@link Proc#stat()} counts. */
    private static final int START = 19;

    /** The life that this process leads now. */
    static Life now() throws IOException {
        List<String> stat = new Proc(ProcessHandle.current().pid()).stat();
        if (stat.isEmpty()) {
            throw new IOException("/proc/self/stat cannot be read");
        }
        return new Life(Files.readString(BOOT).strip(), Long.parseLong(stat.get(START)));
    }
}
