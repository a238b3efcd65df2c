package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dunlin simulate}. */
final class SimulateTest {

    @TempDir
    private Path folder;

    private static Streams simulate(int expectedCode, String... arguments) {
        Streams streams = new Streams("", false);
        String[] command = new String[arguments.length + 1];
        command[0] = "simulate";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        assertThat(streams.run(command)).as(() -> streams.out() + streams.err()).isEqualTo(expectedCode);
        return streams;
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        String[] arguments = {"--seed", "42", "--loss", "0.2", "--crash", "station@1s+1s", "--trace"};
        String once = simulate(ExitCode.OK, arguments).out();
        assertThat(simulate(ExitCode.OK, arguments).out()).isEqualTo(once);
        assertThat(once)
                .contains("station  crash")
                .contains("station  restart")
                .contains("every promise was kept")
                .containsPattern("\nhash [0-9a-f]{16}\n$");
        arguments[1] = "43";
        assertThat(simulate(ExitCode.OK, arguments).out()).isNotEqualTo(once);
    }

    @ParameterizedTest
    @CsvSource({
        "broker, station@1s",
        "broker, station@1s+1s",
        "broker, gull-1@1s",
        "broker, gull-2@1s+500ms",
        "broker, tern-1@1s",
        "broker, tern-3@1s+500ms",
        "call, caller@500ms",
        "call, caller@500ms+1s",
        "call, replica-1@500ms"
    })
    void anyHostMayCrash(String scenario, String crash) {
        String out = simulate(ExitCode.OK, "--seed", "42", "--scenario", scenario, "--crash", crash, "--trace")
                .out();
        String host = crash.substring(0, crash.indexOf('@'));
        assertThat(out).contains(host + "  crash").contains("every promise was kept");
        assertThat(out.contains(host + "  restart")).isEqualTo(crash.contains("+"));
    }

    @Test
    void whatEachHostSawIsTold() {
        String table = simulate(ExitCode.OK, "--seed", "5", "--loss", "0.1").out();
        assertThat(table)
                .containsPattern(
                        "\nhost +published +acknowledged +refused +stored +.*sent +meant for it +of these lost\n")
                .containsPattern("\nstation +[0-9]+ ")
                .containsPattern("\ngull-1 +100 +100 +0 ");
        String json =
                simulate(ExitCode.OK, "--seed", "5", "--loss", "0.1", "--json").out();
        Map<String, ?> report = JsonReader.read(json.strip());
        assertThat(report.get("hosts"))
                .asString()
                .contains("published=100, acknowledged=100, refused=0")
                .containsPattern("stored=[1-9]")
                .contains("received=");
        String calls = simulate(ExitCode.OK, "--seed", "5", "--scenario", "call", "--json")
                .out();
        assertThat(JsonReader.read(calls.strip()).get("hosts"))
                .asString()
                .contains("carriedOut=50")
                .contains("called=50, answered=50, notAnswered=0");
    }

    @Test
    void oneThatLiesIsOutvoted() {
        Streams streams = simulate(
                ExitCode.OK,
                "--seed",
                "7",
                "--scenario",
                "call",
                "--lying",
                "1",
                "--duplicate",
                "0.1",
                "--delay",
                "1ms..50ms",
                "--partition",
                "replica-2|caller,replica-1@0ms+300ms",
                "--pause",
                "replica-3@200ms+100ms",
                "--json");
        Map<String, ?> report = JsonReader.read(streams.out().strip());
        assertThat(report.get("violations")).asString().isEqualTo("[]");
        assertThat(report.get("counts")).asString().contains("calls=50").contains("agreed=50");
        assertThat((Long) report.get("heldUp")).isPositive();
    }

    @Test
    void thePictureIsWritten() throws IOException {
        Path svg = folder.resolve("run.svg");
        Path mermaid = folder.resolve("run.mmd");
        simulate(ExitCode.OK, "--seed", "1", "--svg", svg.toString(), "--mermaid", mermaid.toString());
        assertThat(Files.readString(svg))
                .startsWith("<svg ")
                .endsWith("</svg>\n")
                .contains("gull-1");
        assertThat(Files.readString(mermaid)).startsWith("sequenceDiagram\n");
        Path nowhere = folder.resolve("none").resolve("run.svg");
        assertThat(simulate(ExitCode.OUTPUT, "--seed", "1", "--svg", nowhere.toString())
                        .err())
                .contains("cannot be written");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "--crash station say",
                "--crash gannet@1s gannet",
                "--partition a@1s+1s A|B@2s+3s",
                "--partition station|gannet@1s+1s gannet",
                "--pause station@soon span",
                "--delay 50ms..1ms shorter",
                "--loss 1.5 0.2",
                "--scenario tide broker",
                "--lying 1 --scenario",
                "--seed x x"
            })
    void whatCannotBeUnderstoodIsSaid(String option, String value, String words) {
        assertThat(simulate(ExitCode.USAGE, option, value).err()).contains(words);
    }
}
