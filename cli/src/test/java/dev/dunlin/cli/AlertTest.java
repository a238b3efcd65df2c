package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told, and how the command is run. */
final class AlertTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final Alert alert = new Alert();
    private AlertCommand running;
    private final Streams streams = new Streams("", false);

    @AfterEach
    void close() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void whatHappensIsGatheredByKindAndTakenInTurn() throws InterruptedException {
        alert.on(new BrokerEvent.Refused("t", Reason.MEMORY_FULL));
        alert.on(new BrokerEvent.Skipped("t.*", new Gap("t.a", 5, 7, DropReason.SUBSCRIBER_BEHIND)));
        alert.on(new BrokerEvent.Refused("u", Reason.MEMORY_FULL));
        alert.onClosed("10.0.0.1:5", new Closed(CloseReason.PROTOCOL, "no\nmanners"));
        alert.on(new BrokerEvent.SubscriptionEnded("v", new SubscriptionEnd.Overloaded(11, 10)));

        assertThat(alert.take())
                .isEqualTo(new Alert.Notice(
                        Alert.Kind.SLOW_CONSUMER, "a subscriber to v cut off: 11 bytes waited, at most 10", 2));
        alert.on(new BrokerEvent.Refused("t", Reason.SUBSCRIBER_BEHIND));
        assertThat(alert.take())
                .isEqualTo(new Alert.Notice(Alert.Kind.MEMORY_BOUND_REACHED, "a publish to u failed", 2));
        assertThat(alert.take())
                .isEqualTo(new Alert.Notice(Alert.Kind.REFUSED_CLIENTS, "10.0.0.1:5: PROTOCOL: no?manners", 1));
        assertThat(alert.take().kind()).isEqualTo(Alert.Kind.SLOW_CONSUMER);
    }

    @Test
    void whatHappensEveryDayIsNotTold() throws InterruptedException {
        for (CloseReason reason : List.of(CloseReason.NORMAL, CloseReason.LOST, CloseReason.SHUTDOWN)) {
            alert.onClosed("peer", new Closed(reason, ""));
        }
        alert.on(new BrokerEvent.Refused("t", Reason.TOO_LARGE));
        alert.on(new BrokerEvent.SubscriptionEnded("t", new SubscriptionEnd.BrokerClosed()));
        alert.onClosed("peer", new Closed(CloseReason.OVERFLOW, "x".repeat(1_000)));
        Alert.Notice only = alert.take();
        assertThat(only.kind()).isEqualTo(Alert.Kind.SLOW_CONSUMER);
        assertThat(only.detail()).hasSizeLessThan(520).startsWith("peer: xxx");
    }

    @Test
    void theCommandIsGivenAllThereIsToSay() throws IOException {
        String hostile = "\"; touch oops; $(touch oops) 'x'";
        run("printf '%s|%s|%s|%s|%s|%s\\n' \"$DUNLIN_EVENT\" \"$DUNLIN_DETAIL\" \"$DUNLIN_COUNT\" >>out", PATIENCE);
        alert.onClosed("peer", new Closed(CloseReason.VERSION, hostile));
        String text = "peer: VERSION: " + hostile;
        assertThat(awaitLines(1)).containsExactly("refused-clients|" + text + "|1|refused-clients|" + text + "|1");
        assertThat(folder.resolve("oops")).doesNotExist();
        assertThat(streams.err()).isEmpty();
    }

    @Test
    void oneRunsAtATimeAndWhatComesMeanwhileIsCounted() throws IOException {
        run(
                "mkdir busy || echo overlap >>out; until [ -e go ]; do sleep 0.02; done; rmdir busy; echo $DUNLIN_COUNT"
                        + " >>out; true",
                PATIENCE);
        alert.on(new BrokerEvent.Refused("t", Reason.MEMORY_FULL));
        Await.until("it runs", () -> Files.exists(folder.resolve("busy")));
        for (int i = 0; i < 1_000; i++) {
            alert.on(new BrokerEvent.Refused("t", Reason.MEMORY_FULL));
        }
        Files.createFile(folder.resolve("go"));
        assertThat(awaitLines(2)).containsExactly("1", "1000");
    }

    @Test
    void aCommandThatFailsIsSaidAndTheNextIsRun() throws IOException {
        run("echo $DUNLIN_COUNT >>out; exit 3;", PATIENCE);
        alert.on(new BrokerEvent.Refused("t", Reason.MEMORY_FULL));
        Await.until("it is said", () -> streams.err().contains("\n"));
        assertThat(streams.err())
                .startsWith("dunlin: the alert command for memory-bound-reached ended with 3: ")
                .hasLineCount(1);
        alert.on(new BrokerEvent.Refused("t", Reason.MEMORY_FULL));
        assertThat(awaitLines(2)).containsExactly("1", "1");
    }

    @Test
    void aCommandThatHangsIsEnded() throws IOException {
        run("[ -e once ] || { touch once; sleep 100; }; echo x >>out; true", Duration.ofMillis(300));
        alert.on(new BrokerEvent.Refused("t", Reason.MEMORY_FULL));
        Await.until("it is said", () -> streams.err().contains("was ended after 300ms"));
        alert.on(new BrokerEvent.Refused("t", Reason.MEMORY_FULL));
        assertThat(awaitLines(1)).containsExactly("x");
    }

    /** Has a command run in the folder. */
    private void run(String text, Duration timeout) {
        running =
                new AlertCommand("cd '" + folder + "'; " + text, alert, streams.stdio(), Duration.ofMillis(1), timeout);
    }

    private List<String> awaitLines(int count) throws IOException {
        Path out = folder.resolve("out");
        Await.until(count + " lines", () -> lines(out) >= count);
        return Files.readAllLines(out);
    }

    private static long lines(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readString(file).chars().filter(c -> c == '\n').count()
                    : 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
