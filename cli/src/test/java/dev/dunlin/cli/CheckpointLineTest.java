package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A counter frozen and thawed from a shell, on a real CRIU. */
@Tag("criu")
@EnabledIfSystemProperty(
        named = "dunlin.criu.required",
        matches = "true",
        disabledReason = "needs root and CRIU; ./mvnw -Pcriu runs it")
final class CheckpointLineTest {

    @TempDir
    private Path folder;

    @Test
    void aCounterIsJudgedFrozenInspectedAndThawed() throws Exception {
        Path out = folder.resolve("counted");
        Path images = folder.resolve("images");
        long pid = new ProcessBuilder("setsid", "sh", "-c", "i=0; while :; do echo $i; i=$((i+1)); sleep 0.02; done")
                .redirectInput(new File("/dev/null"))
                // Added to: a file that has grown since is else not the one that was frozen, and two thawed write to
                // this.
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                .redirectError(new File("/dev/null"))
                .start()
                .pid();
        try {
            awaitMore(out);
            assertThat(ok("doctor", "" + pid)).startsWith("freezing " + pid + ": possible");
            assertThat(ok("checkpoint", "" + pid, "--to", images.toString())).contains("PHASE", "downtime");
            Await.until("it has ended", () -> !Files.exists(Path.of("/proc/" + pid)));

            assertThat(ok("inspect", images.toString())).contains(pid + ": sh -c i=0", "process left ended");
            assertThat(ok("inspect", images.toString(), "--json")).startsWith("{\"pid\":" + pid + ",");
            assertThat(ok("restore", images.toString(), "--detach", "--usage", "--json"))
                    .contains("\"name\":\"restore\"", "\"pid\":" + pid, "\"stage\":\"after\"");
            awaitMore(out);

            Streams again = new Streams("", false);
            assertThat(again.run("restore", images.toString(), "--detach")).isEqualTo(ExitCode.REFUSED);
            assertThat(again.err()).contains("the pid " + pid + " is taken");

            Streams apart = new Streams("", false);
            assertThat(apart.run("restore", images.toString(), "--detach", "--new-pid-namespace", "--usage"))
                    .as(apart.err())
                    .isEqualTo(ExitCode.OK);
            assertThat(apart.out()).contains("STAGE", "after");
            Matcher other = Pattern.compile("it is process (\\d+) here").matcher(apart.err());
            assertThat(other.find()).as(apart.err()).isTrue();
            ProcessHandle.of(Long.parseLong(other.group(1))).ifPresent(ProcessHandle::destroyForcibly);
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void whatCannotBeFrozenEndsWith65() {
        Streams own = new Streams("", false);
        assertThat(own.run("doctor", "" + ProcessHandle.current().pid())).isEqualTo(ExitCode.REFUSED);
        assertThat(own.out()).contains("not possible", "is this one");

        Streams nothing = new Streams("", false);
        assertThat(nothing.run("restore", folder.toString())).isEqualTo(ExitCode.REFUSED);
        assertThat(nothing.err()).contains("manifest");
    }

    private static String ok(String... command) {
        Streams streams = new Streams("", false);
        assertThat(streams.run(command)).as(streams.err()).isEqualTo(ExitCode.OK);
        return streams.out();
    }

    private static void awaitMore(Path out) throws IOException {
        long before = Files.size(out);
        Await.until("more in " + out, () -> out.toFile().length() > before + 8);
    }
}
