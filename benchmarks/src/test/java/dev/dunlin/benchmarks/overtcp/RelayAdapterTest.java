package dev.dunlin.benchmarks.overtcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayAdapterTest {

    private static final int FRAMES = 50;

    private final RelayLog log = new RelayLog(1_000_000_000, 1 << 20);
    private final RelayHub hub = new RelayHub(log);
    private final EmbeddedChannel subscriber = connected(RelayWire.SUBSCRIBES);
    private final EmbeddedChannel publisher = connected(RelayWire.PUBLISHES);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 13, 131, 132, 133, 1_000, 100_000})
    void passesEveryFrameOnHoweverItIsCut(int bytesARead) {
        byte[] stream = stream();
        for (int at = 0; at < stream.length; at += bytesARead) {
            publisher.writeInbound(Unpooled.copiedBuffer(stream, at, Math.min(bytesARead, stream.length - at)));
        }

        assertThat(sentTo(subscriber)).isEqualTo(stream);
        assertThat(log.appended()).isEqualTo(FRAMES);
        assertThat(log.read(FRAMES - 1)).endsWith(FRAMES - 1);
    }

    @Test
    void passesOnWithoutALog() {
        RelayHub bare = new RelayHub(null);
        EmbeddedChannel to = connected(bare, RelayWire.SUBSCRIBES);
        EmbeddedChannel from = connected(bare, RelayWire.PUBLISHES);
        from.writeInbound(Unpooled.wrappedBuffer(stream()));

        assertThat(sentTo(to)).isEqualTo(stream());
    }

    @Test
    void doesNotReadWhileASubscriberIsFull() {
        subscriber.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));
        var unused = subscriber.write(Unpooled.wrappedBuffer(new byte[21]));
        subscriber.runPendingTasks();
        assertThat(publisher.config().isAutoRead()).isFalse();

        subscriber.flush();
        subscriber.runPendingTasks();
        assertThat(publisher.config().isAutoRead()).isTrue();
    }

    private EmbeddedChannel connected(byte role) {
        return connected(hub, role);
    }

    private static EmbeddedChannel connected(RelayHub hub, byte role) {
        EmbeddedChannel channel = new EmbeddedChannel(new RelayAdapter(hub));
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {role}));
        if (role == RelayWire.SUBSCRIBES) {
            assertThat(sentTo(channel)).containsExactly(role);
        }
        return channel;
    }

    /** Frames of 4 to 133 bytes. */
    private static byte[] stream() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < FRAMES; i++) {
            int length = (i * 37) % 130;
            bytes.writeBytes(new byte[] {0, 0, 0, (byte) length});
            for (int j = 0; j < length; j++) {
                bytes.write(i);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] sentTo(EmbeddedChannel channel) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
            bytes.writeBytes(ByteBufUtil.getBytes(sent));
            sent.release();
        }
        return bytes.toByteArray();
    }
}
