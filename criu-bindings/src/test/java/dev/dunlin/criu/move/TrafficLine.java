package dev.dunlin.criu.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What the test has of the {@link Traffic} that runs at the client's place. For one thread. */
final class TrafficLine {

    private final Process process;
    private final BufferedReader answers;
    private long gapMicros;

    TrafficLine(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        assertThat(read()).isEqualTo("ready");
    }

    /** Has two messages published elsewhere, one that lives so long and one that lives longer than any test. */
    void age(int seconds) {
        ask("age " + seconds);
    }

    /** How many there are of either. */
    Map<String, Long> aged() {
        return ask("aged");
    }

    private Map<String, Long> ask(String words) {
        try {
            process.getOutputStream().write((words + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return numbers(read());
    }

    /** What was seen since the last lap. */
    Map<String, Long> lap() {
        Map<String, Long> lap = ask("");
        gapMicros = Math.max(gapMicros, lap.get("gapMicros"));
        return lap;
    }

    /** The longest time without a message since this was asked last, in microseconds. */
    long gapMicros() {
        lap();
        long gap = gapMicros;
        gapMicros = 0;
        return gap;
    }

    /** Waits until messages come that were published from now on. */
    void awaitMore() {
        long from = lap().get("published");
        Await.until("messages beyond " + from, () -> lap().get("received") > from);
    }

    /** Stops publishing, waits until all have come, and gives what was seen in all. */
    Map<String, Long> end() {
        try {
            process.getOutputStream().close();
            Map<String, Long> last = numbers(read());
            TwoHosts.await(process, 30);
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it, whether it is done or not. */
    void abandon() {
        process.destroyForcibly();
    }

    private String read() {
        try {
            return String.valueOf(answers.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Long> numbers(String line) {
        Map<String, Long> numbers = new HashMap<>();
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            assertThat(equals).as("an answer of the traffic: %s", line).isPositive();
            numbers.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
        }
        return numbers;
    }
}
