package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BackPressureTest {

    private static final int PUBLISHERS = 16;
    private static final int MESSAGES = 2_000;

    @Test
    void theEmptierAGateTheMoreGoOn() {
        long bound = 64 << 10;

        assertThat(BackPressure.goingOn(bound, bound)).isZero();
        assertThat(BackPressure.goingOn(bound / 2 + 1, bound)).isZero();
        assertThat(BackPressure.goingOn(bound / 2, bound)).isEqualTo(1);
        assertThat(BackPressure.goingOn(bound / 4, bound)).isEqualTo(2);
        assertThat(BackPressure.goingOn(bound / 8 - 1, bound)).isEqualTo(4);
        assertThat(BackPressure.goingOn(1, bound)).isEqualTo(16);
        assertThat(BackPressure.goingOn(0, bound)).isEqualTo(Integer.MAX_VALUE);
        assertThat(BackPressure.goingOn(100, Long.MAX_VALUE)).isGreaterThan(PUBLISHERS);
    }

    /** Whoever is left behind looks by itself after a second: with one in a hundred that would take minutes. */
    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void nobodyWhoIsHeldUpIsLeftBehind() throws InterruptedException {
        try (Broker broker = Broker.inMemory()) {
            CountDownLatch all = new CountDownLatch(2 * PUBLISHERS * MESSAGES);
            for (int bound : new int[] {2_000, 5_000}) {
                SubscribeOptions options = SubscribeOptions.builder()
                        .overload(Overload.BLOCK, bound)
                        .build();
                broker.topic("tides", Codec.utf8()).subscribe(options, message -> all.countDown());
            }
            Topic<String> topic = broker.topic("tides", Codec.utf8());
            List<Thread> publishers = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                Thread publisher = new Thread(() -> {
                    for (int n = 0; n < MESSAGES; n++) {
                        topic.publish("high");
                    }
                });
                publisher.start();
                publishers.add(publisher);
            }
            for (Thread publisher : publishers) {
                publisher.join();
            }
            all.await();
        }
    }
}
