package dev.dunlin.benchmarks.inmemory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.benchmarks.load.Publishers;
import dev.dunlin.benchmarks.load.Tally;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusTest {

    private static final Duration A_WHILE = Duration.ofMillis(50);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    private final List<Meter> meters = Stream.generate(Meter::new).limit(3).toList();
    private final Payloads payloads = new Payloads(64, false, 3);

    @ParameterizedTest
    @CsvSource({
        "dunlin, 2",
        "dunlin-16, 2",
        "disruptor-blocking, 2",
        "submission, 2",
        "aeron, 1",
        "aeron, 2",
        "reactor, 1",
        "reactor, 2",
        "vertx, 2",
        "direct, 1"
    })
    void givesEverySubscriberEveryMessage(String name, int publishers) throws InterruptedException {
        try (Bus bus = Bus.open(name, publishers, meters);
                Publishers threads = new Publishers(
                        payloads, Stream.generate(bus::sender).limit(publishers).toList())) {
            Tally sent = threads.run(A_WHILE);
            Meter.awaitAll(meters, sent, PATIENCE_NANOS);
        }
    }

    @Test
    void thePlainLoopHasOnePublisher() {
        assertThatThrownBy(() -> Bus.open("direct", 4, meters)).hasMessageContaining("publishers=4");
    }
}
