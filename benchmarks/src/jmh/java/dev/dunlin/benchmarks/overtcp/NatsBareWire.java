package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.load.Sender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * NATS core without jnats: its text protocol on a blocking connection. Messages are not acknowledged and not kept; a flush
 * asks whether the server has read them.
 */
final class NatsBareWire implements Wire {

    private static final String SUBJECT = "bench.load";
    private static final byte[] CONNECT = ascii(
            "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"bare\",\"version\":\"1\",\"protocol\":1}\r\n");
    private static final byte[] PING = ascii("PING\r\n");
    private static final byte[] PONG = ascii("PONG\r\n");
    private static final byte[] END = ascii("\r\n");

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static BareSocket connect(int port) throws IOException {
        BareSocket socket = new BareSocket(port);
        socket.input().nextLine();
        if (!socket.input().line().startsWith("INFO ")) {
            throw new IOException(
                    "no NATS at port " + port + ": " + socket.input().line());
        }
        socket.output().put(CONNECT);
        return socket;
    }

    @Override
    public void subscribe(int port, Consumer<byte[]> taker) throws IOException {
        BareSocket socket = connect(port);
        socket.output().put(ascii("SUB " + SUBJECT + " 1\r\n"));
        socket.output().put(PING);
        socket.output().flush();
        socket.input().nextLine();
        if (!socket.input().line().equals("PONG")) {
            throw new IOException("no answer to PING: " + socket.input().line());
        }
        socket.readOn(input -> {
            while (true) {
                input.nextLine();
                if (input.kind() == 'M') {
                    taker.accept(input.bytes((int) input.number()));
                    input.skip(END.length);
                } else if (input.line().equals("PING")) {
                    socket.output().put(PONG);
                    socket.output().flush();
                } else {
                    requireNoError(input);
                }
            }
        });
    }

    private static void requireNoError(BareInput input) throws IOException {
        if (input.kind() == '-') {
            throw new IOException("the server says " + input.line());
        }
    }

    @Override
    public Sender sender(int port) throws IOException {
        return new BareSender(connect(port));
    }

    private static final class BareSender implements Sender {

        private final BareOutput output;
        private final Semaphore pongs = new Semaphore(0);
        private byte[] head = new byte[0];
        private int headFor = -1;
        private volatile boolean pinged;

        BareSender(BareSocket socket) {
            output = socket.output();
            output.flush();
            socket.readOn(input -> {
                while (true) {
                    input.nextLine();
                    if (input.line().equals("PONG")) {
                        pongs.release();
                    } else if (input.line().equals("PING")) {
                        pinged = true;
                    } else {
                        requireNoError(input);
                    }
                }
            });
        }

        @Override
        public void send(byte[] payload) {
            if (payload.length != headFor) {
                headFor = payload.length;
                head = ascii("PUB " + SUBJECT + " " + payload.length + "\r\n");
            }
            if (pinged) {
                pinged = false;
                output.put(PONG);
            }
            output.put(head);
            output.put(payload);
            output.put(END);
        }

        @Override
        public void flush() {
            output.put(PING);
            output.flush();
            pongs.acquireUninterruptibly();
        }
    }
}
