package dev.dunlin.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TtlTest {

    @Test
    void takesBothBoundsAndForEver() {
        assertThat(Ttl.checked("ttl", Duration.ofMillis(1))).isEqualTo(Duration.ofMillis(1));
        assertThat(Ttl.checked("ttl", Duration.ofDays(3653))).isEqualTo(Ttl.LONGEST);
        assertThat(Ttl.checked("ttl", Ttl.FOREVER)).isEqualTo(Ttl.FOREVER);
        assertThat(Ttl.millis(Ttl.FOREVER)).isEqualTo(Envelope.NEVER);
        assertThat(Ttl.millis(Duration.ofSeconds(2))).isEqualTo(2000);
    }

    @Test
    void cutsToWholeMilliseconds() {
        assertThat(Ttl.checked("ttl", Duration.ofNanos(2_999_999))).isEqualTo(Duration.ofMillis(2));
    }

    @Test
    void expiryOfForEverIsNever() {
        assertThat(Ttl.expiry(5, 7)).isEqualTo(12);
        assertThat(Ttl.expiry(5, Envelope.NEVER)).isEqualTo(Envelope.NEVER);
    }

    @Test
    void saysWhatIsOutOfBounds() {
        refused(Duration.ZERO, "ttl=PT0S: must be positive");
        refused(Duration.ofSeconds(-1), "ttl=PT-1S: must be positive");
        refused(Duration.ofNanos(999_999), "ttl=PT0.000999999S: must be at least 1 ms");
        refused(
                Ttl.LONGEST.plusNanos(1),
                "ttl=" + Ttl.LONGEST.plusNanos(1) + ": must be at most 3653 days, or Ttl.FOREVER");
        assertThatNullPointerException()
                .isThrownBy(() -> Ttl.checked("ttl", null))
                .withMessage("ttl");
    }

    private static void refused(Duration ttl, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ttl.checked("ttl", ttl))
                .withMessage(message);
    }
}
