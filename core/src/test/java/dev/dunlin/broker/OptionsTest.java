package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the configuration records take and refuse. */
class OptionsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void publishOptionsSayNothingByDefault() {
        PublishOptions options = PublishOptions.DEFAULT;
        assertThat(options.ttl()).isNull();
        assertThat(options.delay()).isNull();
        assertThat(options.attributes()).isSameAs(Attributes.NONE);
        assertThat(options.blocking()).isTrue();
    }

    @Test
    void publishOptionsCarryWhatIsSaid() {
        PublishOptions options = PublishOptions.builder()
                .ttl(SECOND)
                .delay(Duration.ofMillis(999))
                .key("k")
                .id("i")
                .header("a", "1")
                .header("a", "2")
                .nonBlocking()
                .build();
        assertThat(options.attributes()).isEqualTo(new Attributes("k", "i", Map.of("a", "2")));
        assertThat(options.delay()).isEqualTo(Duration.ofMillis(999));
        assertThat(options.blocking()).isFalse();
    }

    @Test
    void publishOptionsRefuseWhatCannotBe() {
        refused(() -> PublishOptions.ttl(Duration.ZERO), "ttl=PT0S: must be positive");
        refused(() -> delayed(SECOND.negated()), "delay=PT-1S: must not be negative");
        refused(
                () -> delayed(Ttl.LONGEST.plusMillis(1)),
                "delay=" + Ttl.LONGEST.plusMillis(1) + ": must be at most 3653 days");
        refused(
                () -> PublishOptions.builder().ttl(SECOND).delay(SECOND).build(),
                "delay=PT1S, ttl=PT1S: the message would expire before it comes into sight");
        assertThat(delayed(Duration.ofNanos(999_999)).delay()).isNull();
    }

    @Test
    void attributesKeepACopyOfTheHeaders() {
        Map<String, String> headers = new HashMap<>(Map.of("a", "1"));
        Attributes attributes = new Attributes(null, null, headers);
        headers.put("b", "2");
        assertThat(attributes.headers()).isEqualTo(Map.of("a", "1"));
        assertThat(Attributes.NONE.costBytes()).isZero();
        assertThat(attributes.costBytes()).isGreaterThan(2);
    }

    /** Clients in other languages count credit by these numbers: frame.proto, Credit. */
    @Test
    void whatADeliveryCostsIsAsTheProtocolSays() {
        Attributes attributes = new Attributes("key", "id", Map.of("name", "Ærø"));
        Envelope plain = new Envelope("tides", 0, 0, 1, new byte[100], Attributes.NONE);
        Envelope full = new Envelope("tides", 0, 0, 1, new byte[100], attributes);
        assertThat(plain.costBytes()).isEqualTo(100 + 40);
        assertThat(full.costBytes()).isEqualTo(100 + 40 + 32 + (48 + 3) + (48 + 2) + 16 + (48 + 4) + (48 + 3));
    }

    @Test
    void subscribeOptionsTryAgainWhereSomebodyWouldMiss() {
        assertThat(SubscribeOptions.DEFAULT.maxAttempts()).isEqualTo(1);
        assertThat(SubscribeOptions.DEFAULT.tracked()).isFalse();
        assertThat(SubscribeOptions.DEFAULT.from()).isEqualTo(Position.latest());
        SubscribeOptions grouped = SubscribeOptions.builder().group("g").build();
        assertThat(grouped.maxAttempts()).isEqualTo(5);
        assertThat(grouped.tracked()).isTrue();
        assertThat(SubscribeOptions.builder().manual().build().maxAttempts()).isEqualTo(5);
        assertThat(SubscribeOptions.builder().maxAttempts(2).build().tracked()).isTrue();
        assertThat(grouped.startPaused().paused()).isTrue();
        assertThat(grouped.startPaused().group()).isEqualTo("g");
    }

    @Test
    void subscribeOptionsRefuseWhatCannotBe() {
        refused(() -> SubscribeOptions.builder().maxAttempts(0), "maxAttempts=0: must be at least 1");
        refused(
                () -> SubscribeOptions.builder().maxUnacknowledged(0).build(),
                "maxUnacknowledged=0: must be at least 1");
        refused(
                () -> SubscribeOptions.builder().overload(Overload.SKIP, 0).build(),
                "maxUnconsumedBytes=0: must be positive");
        refused(
                () -> SubscribeOptions.builder().ackTimeout(Duration.ZERO).build(),
                "ackTimeout=PT0S: must be positive");
        refused(() -> SubscribeOptions.builder().group("").build(), "group=\"\": must not be empty");
        refused(
                () -> SubscribeOptions.builder().deadLetterTopic("a.>").build(),
                "deadLetterTopic=\"a.>\": wildcards are for subscribing, name one topic here");
        refused(() -> Position.sequence(-1), "sequence=-1: must not be negative");
        assertThatNullPointerException()
                .isThrownBy(() -> SubscribeOptions.from(null))
                .withMessage("from");
    }

    @Test
    void brokerConfigKeepsItsBounds() {
        BrokerConfig.builder()
                .maxRetainedBytes(64 << 10)
                .maxMessageBytes(1 << 30)
                .maxTopics(1)
                .workers(64)
                .build();
        refused(
                () -> BrokerConfig.builder().maxRetainedBytes(65_535).build(),
                "maxRetainedBytes=65535: must be from 65536 to " + Long.MAX_VALUE);
        refused(
                () -> BrokerConfig.builder().maxMessageBytes(0).build(),
                "maxMessageBytes=0: must be from 1 to 1073741824");
        refused(
                () -> BrokerConfig.builder().maxMessageBytes((1 << 30) + 1).build(),
                "maxMessageBytes=1073741825: must be from 1 to 1073741824");
        refused(() -> BrokerConfig.builder().maxTopics(0).build(), "maxTopics=0: must be from 1 to 2147483647");
        refused(() -> BrokerConfig.builder().workers(0).build(), "workers=0: must be from 1 to 64");
        refused(() -> BrokerConfig.builder().workers(65).build(), "workers=65: must be from 1 to 64");
    }

    @Test
    void topicConfigKeepsTheDefaultWithinTheMaximum() {
        TopicConfig config =
                TopicConfig.DEFAULT.withMaxTtl(Duration.ofMinutes(2)).withDefaultTtl(SECOND);
        assertThat(config).isEqualTo(new TopicConfig(SECOND, Duration.ofMinutes(2)));
        refused(
                () -> TopicConfig.DEFAULT.withMaxTtl(SECOND),
                "defaultTtl=PT1M: must not exceed maxTtl=PT1S; lower the one or raise the other");
        refused(() -> TopicConfig.DEFAULT.withDefaultTtl(Duration.ZERO), "defaultTtl=PT0S: must be positive");
    }

    private static PublishOptions delayed(Duration delay) {
        return PublishOptions.builder().delay(delay).build();
    }

    private static void refused(ThrowingCallable what, String message) {
        assertThatIllegalArgumentException().isThrownBy(what).withMessage(message);
    }
}
