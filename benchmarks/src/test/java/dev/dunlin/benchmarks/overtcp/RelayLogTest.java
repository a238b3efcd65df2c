package dev.dunlin.benchmarks.overtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RelayLogTest {

    private static final long KEEP_NANOS = 1_000;
    private static final int CHUNK_BYTES = 1 << 18;

    private final SplittableRandom random = new SplittableRandom(5);
    private final RelayLog log = new RelayLog(KEEP_NANOS, 3L * CHUNK_BYTES);

    @Test
    void keepsEachFrameAsItWas() {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            byte[] frame = new byte[random.nextInt(1, 200)];
            random.nextBytes(frame);
            frames.add(frame);
            append(frame, 0);
        }

        assertThat(log.appended()).isEqualTo(frames.size());
        assertThat(log.oldest()).isZero();
        for (int i = 0; i < frames.size(); i++) {
            assertThat(log.read(i)).isEqualTo(frames.get(i));
        }
    }

    @Test
    void keepsThemForTheirTimeAndNotMuchLonger() {
        byte[] half = new byte[CHUNK_BYTES / 2];
        for (int i = 0; i < 4; i++) {
            append(half, i);
        }
        append(half, KEEP_NANOS + 1);
        assertThat(log.oldest()).as("the first two are 1,001 and 1,000 old").isZero();

        append(half, KEEP_NANOS + 1);
        append(half, KEEP_NANOS + 2);
        assertThat(log.oldest()).as("the first two are too old").isEqualTo(2);
        assertThatThrownBy(() -> log.read(1)).hasMessageContaining("kept are 2 to 6");
    }

    @Test
    void saysWhenItIsFull() {
        byte[] whole = new byte[CHUNK_BYTES];
        for (int i = 0; i < 3; i++) {
            append(whole, 0);
        }

        assertThatThrownBy(() -> append(whole, 0)).hasMessageContaining("the log is full: 786432 bytes");
    }

    private void append(byte[] frame, long nowNanos) {
        ByteBuf buffer = Unpooled.buffer().writeZero(3).writeBytes(frame).writeZero(3);
        log.append(buffer, 3, frame.length, nowNanos);
    }
}
