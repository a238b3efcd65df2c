package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's files, as both versions write them. */
final class CgroupFilesTest {

    @TempDir
    private Path mount;

    @TempDir
    private Path proc;

    @Test
    void theSecondVersion() throws Exception {
        write(proc, "cgroup", "0::/looper\n");
        network();
        write(mount, "looper/cpu.stat", "usage_usec 1500000\nuser_usec 1\nsystem_usec 2\n");
        write(mount, "looper/memory.current", "1048576\n");
        write(mount, "looper/io.stat", "8:0 rbytes=4096 wbytes=8192 rios=1 wios=2\n8:16 rbytes=1 wbytes=2\n");
        write(mount, "looper/pids.current", "2\n");

        assertThat(new CgroupFiles(mount, proc).usage())
                .contains(new Usage(Duration.ofMillis(1500), 1 << 20, 1000, 2000, 4097, 8194, 2));
    }

    @Test
    void theFirstVersion() throws Exception {
        write(
                proc,
                "cgroup",
                "9:name=systemd:/\n8:pids:/a/looper\n7:blkio:/a/looper\n4:memory:/a/looper\n2:cpuacct:/a/looper\n0::/\n");
        network();
        write(mount, "cpuacct/a/looper/cpuacct.usage", "1500000000\n");
        write(mount, "memory/a/looper/memory.usage_in_bytes", "1048576\n");
        write(
                mount,
                "blkio/a/looper/blkio.throttle.io_service_bytes",
                "8:0 Read 4096\n8:0 Write 8192\n8:0 Total 12288\n8:16 Read 1\n8:16 Write 2\nTotal 12291\n");
        write(mount, "pids/a/looper/pids.current", "2\n");

        assertThat(new CgroupFiles(mount, proc).usage())
                .contains(new Usage(Duration.ofMillis(1500), 1 << 20, 1000, 2000, 4097, 8194, 2));
    }

    @Test
    void aProcessThatHasGoneUsesNothing() {
        assertThat(new CgroupFiles(mount, proc).usage()).isEmpty();
    }

    private void network() throws IOException {
        write(proc, "net/dev", """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                    lo:  999999       9    0    0    0     0          0         0   999999       9    0    0    0     0       0          0
                  eth0:    1000       5    0    0    0     0          0         0     2000       6    0    0    0     0       0          0
                """);
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
