package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.broker.BrokerConfig;
import dev.dunlin.broker.BrokerConfig.WhenFull;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.TopicConfig;
import dev.dunlin.broker.Ttl;
import java.time.Duration;
import java.util.SplittableRandom;

/** How long the messages of a run live. */
enum Lives {
    FOREVER(0, "no time to live: Ttl.FOREVER, the oldest dropped when a quarter of the heap is full"),
    SECOND(1, "the topic's time to live of 1 s"),
    MIXED_4(4, "each message its own: drawn from 4 of 1 ms to 10 s"),
    MIXED_256(
            256,
            "each message its own: drawn from 256 of 1 ms to 1 h; 80 % up to 100 ms, 18 % up to 10 s, 2 % above, so that the"
                    + " heap holds them; those that expire before they are delivered are counted");

    private static final int MIXES = 256;
    private static final double UP_TO_100_MILLIS = 0.8;
    private static final double UP_TO_10_SECONDS = 0.98;

    private final int different;
    private final String setting;

    Lives(int different, String setting) {
        this.different = different;
        this.setting = setting;
    }

    String label() {
        return switch (this) {
            case FOREVER -> "Dunlin, no TTL";
            case SECOND -> "Dunlin, TTL 1 s";
            default -> "Dunlin, " + different + " TTLs mixed";
        };
    }

    String setting() {
        return setting;
    }

    /** How many times to live differ; none if nothing expires. */
    int different() {
        return different;
    }

    /** A broker's settings for it. */
    BrokerConfig config() {
        BrokerConfig.Builder builder = BrokerConfig.builder();
        if (this == FOREVER) {
            builder.topics(TopicConfig.DEFAULT.withDefaultTtl(Ttl.FOREVER)).whenFull(WhenFull.DROP_OLDEST);
        } else {
            builder.topics(TopicConfig.DEFAULT.withDefaultTtl(DunlinBus.TTL))
                    .maxRetainedBytes(Runtime.getRuntime().maxMemory() / 2);
        }
        return builder.build();
    }

    /** What publishers say of one message after another, in turn; all that is said is said before the clock starts. */
    PublishOptions[] options() {
        PublishOptions[] options = new PublishOptions[MIXES];
        SplittableRandom random = new SplittableRandom(1);
        PublishOptions[] kinds = new PublishOptions[Math.max(1, different)];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] =
                    different <= 1 ? PublishOptions.DEFAULT : PublishOptions.ttl(ttl((i + 0.5) / kinds.length, random));
        }
        for (int i = 0; i < MIXES; i++) {
            options[i] = kinds[i * kinds.length / MIXES];
        }
        for (int i = MIXES - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            PublishOptions swapped = options[i];
            options[i] = options[other];
            options[other] = swapped;
        }
        return options;
    }

    /** Evenly by its logarithm within the band of a quantile. */
    private static Duration ttl(double quantile, SplittableRandom random) {
        if (quantile < UP_TO_100_MILLIS) {
            return between(1, 100, random);
        }
        return quantile < UP_TO_10_SECONDS ? between(100, 10_000, random) : between(10_000, 3_600_000, random);
    }

    private static Duration between(double least, double most, SplittableRandom random) {
        return Duration.ofMillis((long) (least * Math.pow(most / least, random.nextDouble())));
    }
}
