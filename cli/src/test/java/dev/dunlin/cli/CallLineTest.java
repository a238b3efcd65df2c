package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas and callers as a shell sees them: processes, signals, exit codes. */
final class CallLineTest {

    private static final String ANY = "tcp://127.0.0.1:0";

    @TempDir
    private Path folder;

    private DunlinProcess replica(int id, String... faults) {
        String[] command = {
            "replica",
            "--listen",
            ANY,
            "--id",
            "" + id,
            "--log-executions",
            log(id).toString(),
            "--fault",
            faults.length == 0 ? "none" : String.join(",", faults)
        };
        return DunlinProcess.start(command);
    }

    private Path log(int id) {
        return folder.resolve("executions" + id);
    }

    /** What a replica has carried out, which outlives it. */
    private List<Map<String, ?>> executions(int id) throws IOException {
        return Files.readAllLines(log(id)).stream()
                .<Map<String, ?>>map(JsonReader::read)
                .toList();
    }

    private static Streams call(int expectedCode, String to, String... arguments) {
        Streams streams = new Streams("", false);
        String[] command = new String[arguments.length + 3];
        command[0] = "call";
        command[1] = "--to";
        command[2] = to;
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        assertThat(streams.run(command)).as(() -> streams.out() + streams.err()).isEqualTo(expectedCode);
        return streams;
    }

    @Test
    void aReplicaTellsOfItsSteps() {
        try (DunlinProcess replica = DunlinProcess.start("replica", "--listen", ANY, "--trace")) {
            call(0, replica.address(), "tide");
            for (String step : List.of("4 name=DELIVERED", "6 name=EXECUTED", "8 name=RESULT_SENT")) {
                replica.err()
                        .await(text -> text.contains("event=call-step step=" + step + " procedure=echo request=1 at="));
            }
        }
    }

    @Test
    void processesOfWhichOneDivergesAndOneIsSlowAgree() throws IOException {
        try (DunlinProcess first = replica(1);
                DunlinProcess second = replica(2, "diverge");
                DunlinProcess third = replica(3, "slow:100ms", "drop:0.3")) {
            String to = String.join(",", first.address(), second.address(), third.address());
            try (DunlinProcess caller = DunlinProcess.start(
                    "call",
                    "--to",
                    to,
                    "--deadline",
                    "25s",
                    "--attempt-timeout",
                    "500ms",
                    "--attempts",
                    "50",
                    "tide")) {
                assertThat(caller.exitCode()).as(caller.err().text()).isZero();
                assertThat(caller.out().text()).isEqualTo("tide\n");
                assertThat(caller.err().text())
                        .containsPattern(first.address() + " .*  agreed\n")
                        .containsPattern(second.address() + " .*  differed\n")
                        .containsPattern(third.address() + " .*  agreed\n");
            }
            for (int id = 1; id <= 3; id++) {
                assertThat(executions(id)).singleElement().satisfies(line -> {
                    assertThat(line.get("text")).isEqualTo("tide");
                    assertThat(line.keySet()).containsExactly("caller", "number", "text");
                });
            }
            first.terminate();
            second.interrupt();
            assertThat(first.exitCode()).isZero();
            assertThat(second.exitCode()).isZero();
            assertThat(first.err().text()).contains("executed=1 ");
        }
    }

    @Test
    void aReplicaThatCrashesHasCarriedOutAndNotAnswered() throws IOException {
        try (DunlinProcess crashing = replica(1, "crash-after:2")) {
            String to = crashing.address();
            assertThat(call(0, to, "--deadline", "20s", "one").out()).isEqualTo("one\n");
            Streams second = call(4, to, "--deadline", "20s", "--attempts", "2", "two");
            assertThat(second.err())
                    .contains("failed: lost, ")
                    .endsWith("dunlin: 0 of 1 replicas answered, 1 must agree; they may have carried it out\n");
            assertThat(crashing.exitCode()).isEqualTo(70);
            assertThat(crashing.err().text()).endsWith("dunlin: crashes, having carried out 2, as it was told to\n");
            assertThat(executions(1)).extracting(line -> line.get("text")).isEqualTo(List.of("one", "two"));
        }
    }

    @Test
    void aReplicaThatIsToEndAnswersWhatItHasBegun() {
        try (DunlinProcess slow = replica(1, "slow:1s");
                DunlinProcess caller =
                        DunlinProcess.start("call", "--to", slow.address(), "--attempt-timeout", "5s", "last")) {
            Await.until(
                    "it has begun",
                    () -> Files.exists(log(1)) && log(1).toFile().length() > 0);
            slow.terminate();
            assertThat(caller.exitCode()).as(caller.err().text()).isZero();
            assertThat(caller.out().text()).isEqualTo("last\n");
            assertThat(slow.exitCode()).as(slow.err().text()).isZero();
        }
    }

    @Test
    void aCallerThatIsInterruptedSaysThatThereIsNoAnswer() {
        try (DunlinProcess slow = replica(1, "slow:1h");
                DunlinProcess caller = DunlinProcess.start(
                        "call", "--to", slow.address(), "--deadline", "1h", "--attempt-timeout", "1h", "never")) {
            Await.until(
                    "it has begun",
                    () -> Files.exists(log(1)) && log(1).toFile().length() > 0);
            caller.interrupt();
            assertThat(caller.exitCode()).isEqualTo(4);
            assertThat(caller.err().text())
                    .contains("failed: cancelled, ")
                    .endsWith("; they may have carried it out\n");
        }
    }

    @Test
    void aLogThatCannotBeWrittenEndsWith74() {
        try (DunlinProcess replica =
                DunlinProcess.start("replica", "--listen", ANY, "--log-executions", folder.resolve("no/log") + "")) {
            assertThat(replica.exitCode()).isEqualTo(74);
            assertThat(replica.err().text())
                    .contains("no/log: cannot be written")
                    .hasLineCount(1);
        }
    }

    @Test
    void executionsAreSaidOnStandardErrorIfThatIsAsked() {
        try (DunlinProcess replica = DunlinProcess.start("replica", "--listen", ANY, "--log-executions", "-")) {
            call(0, replica.address(), "--deadline", "20s", "x");
            replica.err().await(text -> text.contains("\"number\":1,\"text\":\"x\"}\n"));
        }
    }
}
