package dev.dunlin.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final int SENT = 1_000;
    private static final long PATIENCE_NANOS = 1_000_000;

    private final Payloads payloads = new Payloads(64, false, 7);
    private final Meter meter = new Meter();

    @BeforeEach
    void takeAllButTheLast() {
        for (int i = 0; i < SENT - 1; i++) {
            meter.accept(payloads.payload(i));
        }
    }

    @Test
    void isContentWithWhatWasSent() {
        meter.accept(payloads.payload(SENT - 1));

        assertThat(meter.tally()).isEqualTo(payloads.tally(SENT));
        assertThatCode(this::await).doesNotThrowAnyException();
    }

    @Test
    void noticesALostMessage() {
        assertThatThrownBy(this::await).hasMessageContaining("count=1000").hasMessageContaining("count=999");
    }

    @Test
    void noticesARepeatedMessage() {
        meter.accept(payloads.payload(SENT - 1));
        meter.accept(payloads.payload(SENT - 1));

        assertThatThrownBy(this::await).hasMessageContaining("count=1001");
    }

    @Test
    void noticesAnotherMessageInItsPlace() {
        meter.accept(payloads.payload(SENT));

        assertThatThrownBy(this::await).hasMessageContaining("sent Tally[count=1000");
    }

    @Test
    void noticesAChangedByte() {
        byte[] changed = payloads.payload(SENT - 1).clone();
        changed[63] ^= 1;
        meter.accept(changed);

        assertThatThrownBy(this::await).hasMessageContaining("sent Tally[count=1000");
    }

    private void await() {
        Meter.awaitAll(List.of(meter), payloads.tally(SENT), PATIENCE_NANOS);
    }
}
