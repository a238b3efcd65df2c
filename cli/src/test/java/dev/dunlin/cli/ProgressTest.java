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

    private void advanceMillis(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }
}
