package dev.dunlin.benchmarks.overtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BareInputTest {

    private static final int MESSAGES = 5_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 4_096, 1 << 20})
    void readsLinesAndBytesHoweverTheyAreCut(int bytesARead) throws IOException {
        BareInput input = new BareInput(cut(stream(), bytesARead));
        for (int i = 0; i < MESSAGES; i++) {
            input.nextLine();
            assertThat(input.kind()).isEqualTo((byte) 'M');
            assertThat(input.number()).isEqualTo(payload(i).length);
            assertThat(input.bytes((int) input.number())).isEqualTo(payload(i));
            input.skip(2);
        }
        assertThatThrownBy(input::nextLine).isInstanceOf(EOFException.class);
    }

    @Test
    void takesWhatIsLongerThanItsBuffer() throws IOException {
        byte[] large = new byte[1 << 20];
        large[large.length - 1] = 1;
        BareInput input = new BareInput(cut(large, 1 << 16));

        assertThat(input.bytes(large.length)).isEqualTo(large);
    }

    @Test
    void readsNumbers() throws IOException {
        BareInput input = new BareInput(cut("*-1\r\n\r\nPONG\r\n".getBytes(StandardCharsets.US_ASCII), 100));
        input.nextLine();
        assertThat(input.number()).isEqualTo(-1);
        input.nextLine();
        assertThat(input.kind()).isZero();
        input.nextLine();
        assertThat(input.line()).isEqualTo("PONG");
        assertThatThrownBy(input::number).hasMessageContaining("\"PONG\" ends with no number");
    }

    @Test
    void writesWhatWasPut() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        BareOutput output = new BareOutput(Channels.newChannel(written));
        byte[] large = stream();
        output.put(new byte[] {1, 2});
        assertThat(written.size()).isZero();
        output.put(large);
        output.flush();

        assertThat(written.size()).isEqualTo(large.length + 2);
        assertThat(written.toByteArray()).startsWith(1, 2).endsWith('\r', '\n');
    }

    private static byte[] payload(int i) {
        return new byte[(i * 31) % 200];
    }

    private static byte[] stream() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < MESSAGES; i++) {
            byte[] payload = payload(i);
            bytes.writeBytes(("MSG bench.load 1 " + payload.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(payload);
            bytes.writeBytes(new byte[] {'\r', '\n'});
        }
        return bytes.toByteArray();
    }

    /** A channel that gives at most so many bytes a read. */
    private static ReadableByteChannel cut(byte[] bytes, int most) {
        ByteArrayInputStream left = new ByteArrayInputStream(bytes);
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                byte[] piece = left.readNBytes(Math.min(most, into.remaining()));
                into.put(piece);
                return piece.length == 0 ? -1 : piece.length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
