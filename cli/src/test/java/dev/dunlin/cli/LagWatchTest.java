package dev.dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerStats;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When an operator is told of consumers that do not keep up. */
final class LagWatchTest {

    private final Alert alert = new Alert();
    private final LagWatch watch = new LagWatch(alert, 1_000);

    private static BrokerStats stats(long lag, long heldUp) {
        return new BrokerStats(
                1, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, lag, Map.of(), Map.of(Reason.WOULD_BLOCK, heldUp));
    }

    @Test
    void lagIsToldOnceAndAgainWhenItHasBeenMadeUpFor() throws InterruptedException {
        watch.look(stats(999, 0));
        watch.look(stats(1_000, 0));
        watch.look(stats(1_500, 0));
        assertThat(alert.take())
                .isEqualTo(new Alert.Notice(Alert.Kind.SLOW_CONSUMER, "1000 messages wait for 3 subscriptions", 1));
        watch.look(stats(501, 0));
        watch.look(stats(2_000, 0));
        watch.look(stats(500, 0));
        watch.look(stats(3_000, 0));
        assertThat(alert.take())
                .isEqualTo(new Alert.Notice(Alert.Kind.SLOW_CONSUMER, "3000 messages wait for 3 subscriptions", 1));
    }

    @Test
    void publishersThatAreHeldUpForAMomentAreNothingAndOnesThatStayHeldUpAreToldOnce() throws InterruptedException {
        watch.look(stats(7, 5));
        watch.look(stats(7, 6));
        watch.look(stats(7, 6));
        for (int i = 7; i < 12; i++) {
            watch.look(stats(i, i));
        }
        assertThat(alert.take())
                .isEqualTo(new Alert.Notice(
                        Alert.Kind.SLOW_CONSUMER,
                        "publishers are held up by a subscriber for 3 s on end; 9 messages wait",
                        1));
    }
}
