package dev.dunlin.benchmarks.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.benchmarks.load.Payloads;
import dev.dunlin.broker.Attributes;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.PublishOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LivesTest {

    private final Payloads payloads = new Payloads(64, false, 1);
    private final InOrder taken = new InOrder(payloads);

    @Test
    void mixesFromAMillisecondToAnHour() {
        Duration[] ttls = Stream.of(Lives.MIXED_256.options())
                .map(PublishOptions::ttl)
                .map(Objects::requireNonNull)
                .sorted()
                .toArray(Duration[]::new);

        assertThat(ttls[0]).isBetween(Duration.ofMillis(1), Duration.ofMillis(3));
        assertThat(ttls[ttls.length - 1]).isBetween(Duration.ofMinutes(10), Duration.ofHours(1));
        assertThat(Stream.of(ttls).filter(ttl -> ttl.compareTo(Duration.ofMillis(100)) <= 0))
                .hasSizeBetween(204, 206);
    }

    @Test
    void saysNothingWhereTheTopicSaysIt() {
        assertThat(Lives.SECOND.options()).containsOnly(PublishOptions.DEFAULT);
    }

    @Test
    void isContentWithGaps() {
        taken.accept(message(0, 0));
        taken.accept(message(3, 3));

        assertThatCode(taken::requireNoneWrong).doesNotThrowAnyException();
    }

    @Test
    void noticesAnotherMessageAndADisorder() {
        taken.accept(message(1, 2));
        assertThatThrownBy(taken::requireNoneWrong).hasMessageContaining("message 1 after -1");

        InOrder repeated = new InOrder(payloads);
        repeated.accept(message(5, 5));
        repeated.accept(message(5, 5));
        assertThatThrownBy(repeated::requireNoneWrong).hasMessageContaining("message 5 after 5");
    }

    @Test
    void remembersTheLatest() {
        taken.accept(message(64, 64));
        assertThat(taken.latestMillis()).isGreaterThan(1_000_000);

        taken.forgetLateness();
        assertThat(taken.latestMillis()).isZero();
    }

    /** One that expired in 1970. */
    private Message<byte[]> message(long sequence, long payload) {
        byte[] bytes = payloads.payload(payload);
        return Message.of(new Envelope("t", sequence, 0, 1, bytes, Attributes.NONE), bytes, 1, null);
    }
}
