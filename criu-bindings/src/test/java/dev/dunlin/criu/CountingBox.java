package dev.dunlin.criu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.checkpoint.Target.Engine;
import dev.dunlin.criu.system.Programs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What containers are made of that count in a file of their own: a root with a busybox, and a program for it.
 *
 * @param folder of the test
 */
public record CountingBox(Path folder) {

    /** Counts in {@code /counted}. */
    public static final String PROGRAM =
            "exec >/dev/null 2>&1; i=0; while :; do echo $i >> /counted; i=$((i+1)); sleep 0.05; done";

    private static final long PATIENCE_SECONDS = 60;

    /** Makes a root. */
    public Path root(Path root) throws IOException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        Path busybox = Programs.find("busybox").orElseThrow(() -> new AssertionError("install busybox-static"));
        Files.copy(busybox, bin.resolve("busybox"));
        for (String name : List.of("sh", "sleep")) {
            Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
        }
        return root;
    }

    /** Makes a root, as an archive that engines import. */
    public String tar() throws IOException {
        Path root = root(folder.resolve("root"));
        Path tar = folder.resolve("root.tar");
        run(List.of("tar"), "-C", root.toString(), "-cf", tar.toString(), ".");
        return tar.toString();
    }

    /** What runc is told in {@code config.json}. */
    public static String spec(String root) {
        return """
                {"ociVersion": "1.0.2",
                 "process": {"terminal": false, "user": {"uid": 0, "gid": 0}, "args": ["sh", "-c", "%s"],
                  "env": ["PATH=/bin"], "cwd": "/"},
                 "root": {"path": "%s", "readonly": false},
                 "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
                  {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]}],
                 "linux": {"namespaces": [{"type": "pid"}, {"type": "network"}, {"type": "ipc"}, {"type": "uts"},
                  {"type": "mount"}]}}
                """.formatted(PROGRAM, root);
    }

    /** Runs a command, which must end well. */
    public void run(List<String> program, String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        Path said = folder.resolve("said");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(said.toFile()))
                    .start();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(command + ": " + Files.readString(said))
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How runc or podman is called that keeps all that it has in a folder. */
    public static List<String> engine(Engine engine, Path keeps) {
        return engine == Engine.RUNC ? runc(keeps) : podman(keeps);
    }

    /** How podman is called that keeps all that it has in a folder. */
    public static List<String> podman(Path keeps) {
        return List.of(
                "podman",
                "--root",
                keeps.resolve("podman").toString(),
                "--runroot",
                keeps.resolve("podman-run").toString(),
                "--storage-driver",
                "vfs",
                "--cgroup-manager",
                "cgroupfs",
                "--runtime",
                "runc");
    }

    /** How runc is called that keeps all that it has in a folder. */
    public static List<String> runc(Path keeps) {
        return List.of("runc", "--root", keeps.resolve("runc").toString());
    }
}
