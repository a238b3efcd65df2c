package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {

    private final Streams streams = new Streams("", false);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|dunlin: name a command: serve, publish",
                "pubish|unknown: pubish; did you mean publish",
                "publish|dunlin publish: Missing required option: '--topic=TOPIC'; see `dunlin publish --help`",
                "publish --topic t --ttl 5x|'--ttl': \"5x\" is no span of time: write 500ms, 10s",
                "publish --topic t --ttl 0s|ttl=PT0S: must be positive",
                "publish --topic t --ttl 20000d|ttl=PT480000H: must be at most 3653 days",
                "publish --topic t --header novalue|'--header' (NAME=VALUE) should be in KEY=VALUE format",
                "publish --topic t one two|unknown: two",
                "publish --topic t --to nowhere|\"nowhere\" is no address: write it as tcp://127.0.0.1:7400",
                "publish --topic t --to 127.0.0.1:7400|\"127.0.0.1:7400\" is no address: write it as tcp://",
                "topics --to tcp://127.0.0.1|has no port, as in tcp://127.0.0.1:7400",
                "publish --topic t --to carrier-pigeon:x|nothing on the class path speaks \"carrier-pigeon:\"",
                "subscribe --topic t --from yesterday|'--from': \"yesterday\" is no place to start: write latest",
                "subscribe --topic t --count 0|--count=0: must be at least 1",
                "subscribe --topic t --timeout 0s|--timeout=PT0S: must be positive",
                "subscribe --topic t --format xml|'--format': \"xml\" is no format: write text or json",
                "subscribe --topic t --forma xml|did you mean --format",
                "serve --max-memory 3q|'--max-memory': \"3q\" is no size: write 4096",
                "serve --max-memory 1KiB|maxRetainedBytes=1024: must be from 65536",
                "serve --max-message 3GiB|--max-message=3221225472: must be from 1 to 1GiB",
                "serve --when-full explode|'--when-full': \"explode\": write refuse or drop-oldest",
                "serve --mode fast|'--mode': \"fast\": write one-thread, pool, loops, loops-workers or virtual",
                "serve --mode loops --workers 3|--workers 3: only the modes pool and loops-workers have workers",
                "serve --mode pool --workers 2 --max-clients 3|maxClients=3: must be at most workers=2",
                "serve --waiting -1|waiting=-1: must not be negative",
                "serve --listen inmem://x --mode loops|mode=",
                "serve --ttl 10s --max-ttl 5s|defaultTtl=PT10S: must not exceed maxTtl=PT5S",
                "serve --listen nowhere|\"nowhere\" is no address: write it as tcp://127.0.0.1:7400",
                "ping --timeout 0s|--timeout=PT0S: must be positive",
                "ping --to nowhere|\"nowhere\" is no address: write it as tcp://",
                "stats --watch=now|--watch",
                "replica --fault sulk|--fault sulk: is none: write none, diverge, slow:100ms, drop:0.3 or crash-after:5",
                "replica --listen nowhere|\"nowhere\" is no address: write it as tcp://127.0.0.1:7400",
                "replica --id x|--id",
                "call|TEXT",
                "call --agree most x|\"most\" is no agreement: write first, majority, all, or how many, as 2",
                "call --agree 0 x|count=0: at least 1 replica must answer",
                "call --agree 2 x|agreement=at least 2: 1 replicas weigh 1 together, 2 must agree",
                "call --to tcp://127.0.0.1:1,tcp://127.0.0.1:1 x|tcp://127.0.0.1:1 is named twice",
                "call --to nowhere x|\"nowhere\" is no address: write it as tcp://127.0.0.1:7400",
                "call --to odd://x x|odd://x: no transport has this scheme",
                "call --attempts 0 x|attempts=0: must be at least 1",
                "call --attempts -1 x|attempts=-1: must be at least 1",
                "call --deadline 0s x|deadline=PT0S: must be positive",
                "call --deadline forever x|--deadline=forever: at most 1d",
                "call --attempt-timeout 0s x|attemptTimeout=PT0S: must be positive",
                "call --attempt-timeout 2d x|--attempt-timeout=2d: at most 1d",
                "call --quickest --agree all x|--quickest takes one answer: leave out --agree all",
                "call --resolve --to tcp://127.0.0.1:1,tcp://127.0.0.1:2 x|--resolve: takes one address, and --to has 2"
            })
    void aWrongCommandLineEndsWith64AndALineThatSaysWhatToWrite(String line, String complaint) {
        int code = streams.run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(streams.err()).contains(complaint).hasLineCount(1);
        assertThat(streams.out()).isEmpty();
        assertThat(code).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"/no/such/file|/no/such/file: no such file", "/|/: is a directory"})
    void anInputThatCannotBeReadEndsWith66(String file, String complaint) {
        assertThat(streams.run("publish", "--topic", "t", file)).isEqualTo(ExitCode.NO_INPUT);
        assertThat(streams.err()).isEqualTo("dunlin: " + complaint + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "publish",
                "subscribe",
                "topics",
                "stats",
                "ping",
                "replica",
                "call",
                "demo",
                "aphorisms",
                "doctor",
                "checkpoint",
                "restore",
                "inspect"
            })
    void helpIsDataAndFitsATerminal(String command) {
        assertThat(streams.run("help", command)).isEqualTo(ExitCode.OK);
        Streams option = new Streams("", false);
        assertThat(option.run(command, "--help")).isEqualTo(ExitCode.OK);
        assertThat(streams.out()).startsWith("Usage: dunlin " + command).isEqualTo(option.out());
        assertThat(streams.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(streams.err()).isEmpty();
    }

    @Test
    void helpListsCommandsAndExitCodes() {
        assertThat(streams.run("--help")).isEqualTo(ExitCode.OK);
        assertThat(streams.out()).contains("publish", "subscribe", "Exit codes:", "  69   Nobody answers");
    }

    @Test
    void saysItsVersion() {
        assertThat(streams.run("--version")).isEqualTo(ExitCode.OK);
        assertThat(streams.out()).matches("dunlin \\S.*\n");
    }

    @Test
    void tracesAreForThoseWhoAsk() {
        assertThat(streams.run("--debug", "subscribe", "--topic", "t", "--count", "0"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(streams.err()).contains("dev.dunlin.cli.Subscribe.call(");
        Streams after = new Streams("", false);
        after.run("subscribe", "--topic", "t", "--count", "0", "--debug");
        assertThat(after.err()).contains("dev.dunlin.cli.Subscribe.call(");
    }
}
