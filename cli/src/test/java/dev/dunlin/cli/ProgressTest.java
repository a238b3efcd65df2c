package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {

    private final AtomicLong nanos = new AtomicLong(-5);

    @Test
    void isSilentAtFirstThenShowsFiveTimesASecondAndGoes() {
        Streams streams = new Streams("", true);
        Progress progress = new Progress(streams.stdio(), nanos::get);
        advanceMillis(499);
        progress.show(10, 5);
        assertThat(streams.err()).isEmpty();
        advanceMillis(1);
        progress.show(10, 5);
        String first = "\r\u001b[Kdunlin: 10 sent, 5 acknowledged, 10/s";
        assertThat(streams.err()).isEqualTo(first);
        advanceMillis(199);
        progress.show(20, 10);
        assertThat(streams.err()).isEqualTo(first);
        advanceMillis(301);
        progress.show(30, 20);
        progress.clear();
        progress.clear();
        assertThat(streams.err()).isEqualTo(first + "\r\u001b[Kdunlin: 30 sent, 20 acknowledged, 20/s\r\u001b[K");
    }

    @Test
    void isNotForFilesAndPipes() {
        Streams streams = new Streams("", false);
        Progress progress = new Progress(streams.stdio(), nanos::get);
        advanceMillis(10_000);
        progress.show(10, 5);
        progress.clear();
        assertThat(streams.err()).isEmpty();
    }

    @Test
    void bytesAreShownWithTheirRateSinceTheFirst() {
        Streams streams = new Streams("", true);
        SentBytes sent = new SentBytes(streams.stdio(), nanos::get);
        advanceMillis(60_000);
        sent.sent(1, 0);
        assertThat(streams.err()).isEmpty();
        advanceMillis(500);
        sent.sent(64 << 20, 0);
        String first = "\r\u001b[Kdunlin: 64 MiB sent, 128 MiB/s";
        assertThat(streams.err()).isEqualTo(first);
        advanceMillis(199);
        sent.sent(65 << 20, 0);
        assertThat(streams.err()).isEqualTo(first);
        sent.say("restoring");
        sent.clear();
        assertThat(streams.err()).isEqualTo(first + "\r\u001b[Kdunlin: restoring\n");
    }

    @Test
    void aBarShowsTheShareOfWhatIsExpectedAndIsNeverFullBeforeTheEnd() {
        Streams streams = new Streams("", true);
        SentBytes sent = new SentBytes(streams.stdio(), nanos::get);
        sent.sent(0, 256 << 20);
        advanceMillis(1_000);
        sent.sent(64 << 20, 256 << 20);
        assertThat(streams.err())
                .isEqualTo("\r\u001b[Kdunlin: [#######-----------------------] 25% 64 MiB sent, 64 MiB/s");
        advanceMillis(1_000);
        sent.sent(512 << 20, 256 << 20);
        assertThat(streams.err()).endsWith("dunlin: [#############################-] 99% 512 MiB sent, 256 MiB/s");
    }

    @Test
    void theShareIsThereWithoutATerminalToo() {
        Streams streams = new Streams("", false);
        SentBytes sent = new SentBytes(streams.stdio(), nanos::get);
        sent.sent(0, 4 << 20);
        advanceMillis(1_000);
        sent.sent(1 << 20, 4 << 20);
        assertThat(streams.err()).isEqualTo("dunlin: 25% 1 MiB sent, 1 MiB/s\n");
    }

    @Test
    void bytesAreALineEachSecondInFilesAndPipes() {
        Streams streams = new Streams("", false);
        SentBytes sent = new SentBytes(streams.stdio(), nanos::get);
        sent.sent(1, 0);
        advanceMillis(999);
        sent.sent(1 << 20, 0);
        assertThat(streams.err()).isEmpty();
        advanceMillis(1);
        sent.sent(3 << 19, 0);
        sent.sent(2 << 20, 0);
        advanceMillis(1_000);
        sent.sent(2 << 20, 0);
        sent.clear();
        assertThat(streams.err()).isEqualTo("dunlin: 1.5 MiB sent, 1.5 MiB/s\ndunlin: 2 MiB sent, 1 MiB/s\n");
    }

    private void advanceMillis(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }
}
