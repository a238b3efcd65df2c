package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.load.Sender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Redis without a library: its protocol on a blocking connection, commands pipelined, every answer looked at. Either pub/sub,
 * which keeps nothing, or a stream, which keeps about a million messages.
 */
final class RedisWire implements Wire {

    private static final String KEY = "bench.load";
    private static final int END = 2;
    private static final int READ_COUNT = 1_000;
    private static final String FIRST = "0";

    private final boolean streams;

    RedisWire(boolean streams) {
        this.streams = streams;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A command as Redis wants it, up to a last word of so many bytes if there is one. */
    private static byte[] command(int lastBytes, String... words) {
        StringBuilder text = new StringBuilder();
        text.append('*').append(words.length + (lastBytes >= 0 ? 1 : 0)).append("\r\n");
        for (String word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        if (lastBytes >= 0) {
            text.append('$').append(lastBytes).append("\r\n");
        }
        return ascii(text.toString());
    }

    @Override
    public void subscribe(int port, Consumer<byte[]> taker) throws IOException {
        BareSocket socket = new BareSocket(port);
        if (streams) {
            socket.readOn(input -> readStream(socket, taker));
            return;
        }
        socket.output().put(command(-1, "SUBSCRIBE", KEY));
        socket.output().flush();
        BareInput input = socket.input();
        expect(input, '*');
        word(input);
        word(input);
        expect(input, ':');
        socket.readOn(more -> {
            while (true) {
                expect(more, '*');
                skipWord(more);
                skipWord(more);
                taker.accept(word(more));
            }
        });
    }

    /** Asks for what came after the last message, again and again; the server waits where there is none. */
    private static void readStream(BareSocket socket, Consumer<byte[]> taker) throws IOException {
        BareInput input = socket.input();
        String last = FIRST;
        while (true) {
            socket.output()
                    .put(command(
                            -1, "XREAD", "COUNT", Integer.toString(READ_COUNT), "BLOCK", "1000", "STREAMS", KEY, last));
            socket.output().flush();
            expect(input, '*');
            if (input.number() < 0) {
                continue;
            }
            expect(input, '*');
            skipWord(input);
            expect(input, '*');
            for (long left = input.number(); left > 0; left--) {
                expect(input, '*');
                byte[] id = word(input);
                expect(input, '*');
                skipWord(input);
                taker.accept(word(input));
                if (left == 1) {
                    last = new String(id, StandardCharsets.US_ASCII);
                }
            }
        }
    }

    private static void expect(BareInput input, char kind) throws IOException {
        input.nextLine();
        if (input.kind() != kind) {
            throw new IOException("the server says " + input.line() + " where " + kind + " was expected");
        }
    }

    private static byte[] word(BareInput input) throws IOException {
        expect(input, '$');
        byte[] word = input.bytes((int) input.number());
        input.skip(END);
        return word;
    }

    private static void skipWord(BareInput input) throws IOException {
        expect(input, '$');
        input.skip((int) input.number() + END);
    }

    @Override
    public Sender sender(int port) throws IOException {
        return new PipelineSender(new BareSocket(port), streams);
    }

    /** Publishes up to a window ahead of the answers. */
    private static final class PipelineSender implements Sender {

        private static final int WINDOW = 4_096;
        private static final byte[] CRLF = ascii("\r\n");
        private static final long POLL_NANOS = 20_000;

        private final BareOutput output;
        private final boolean streams;
        private final AtomicLong answered = new AtomicLong();
        private byte[] head = new byte[0];
        private int headFor = -1;
        private long sent;

        PipelineSender(BareSocket socket, boolean streams) {
            this.output = socket.output();
            this.streams = streams;
            socket.readOn(input -> {
                while (true) {
                    if (streams) {
                        skipWord(input);
                    } else {
                        expect(input, ':');
                    }
                    answered.setRelease(answered.getPlain() + 1);
                }
            });
        }

        @Override
        public void send(byte[] payload) {
            if (payload.length != headFor) {
                headFor = payload.length;
                head = streams
                        ? command(payload.length, "XADD", KEY, "MAXLEN", "~", "1000000", "*", "p")
                        : command(payload.length, "PUBLISH", KEY);
            }
            if (sent - answered.getAcquire() >= WINDOW) {
                await(sent - WINDOW / 2);
            }
            output.put(head);
            output.put(payload);
            output.put(CRLF);
            sent++;
        }

        @Override
        public void flush() {
            await(sent);
        }

        private void await(long count) {
            output.flush();
            while (answered.getAcquire() < count) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }
}
