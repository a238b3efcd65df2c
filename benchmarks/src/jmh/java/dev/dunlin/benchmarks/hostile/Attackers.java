package dev.dunlin.benchmarks.hostile;

import dev.dunlin.transport.netty.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Does one thing to a port that a server should not mind, at a steady rate, from when it is told to until its input ends.
 *
 * <p>Arguments: port, attack.
 */
final class Attackers {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int OPEN_AT_ONCE = 1_000;
    private static final int IDLE = 2_000;
    private static final byte[] HTTP = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final Random random = new Random(7);
    private final ArrayDeque<Socket> kept = new ArrayDeque<>();

    private Attackers(int port) {
        this.port = port;
    }

    public static void main(String[] arguments) throws IOException {
        Attackers attackers = new Attackers(Integer.parseInt(arguments[0]));
        System.out.println("ready");
        int unused = System.in.read();
        System.out.println("begun");
        switch (arguments[1]) {
            case "nothing" -> attackers.steadily(1, () -> {});
            case "noise" -> attackers.steadily(500, attackers::makeNoise);
            case "churn" -> attackers.steadily(1_000, () -> attackers.open().close());
            case "silence" -> attackers.steadily(500, attackers::saySomethingOfAHello);
            case "prefix" -> attackers.steadily(500, attackers::announceTooMuch);
            case "idle" -> attackers.steadily(1_000, attackers::sitIdle);
            case "halfopen" -> attackers.steadily(500, attackers::vanish);
            case "tiny" -> attackers.flood(true);
            default -> attackers.flood(false);
        }
    }

    /** Something that is done again and again. */
    private interface Deed {
        void run() throws IOException;
    }

    private void steadily(int perSecond, Deed deed) throws IOException {
        long due = System.nanoTime();
        while (System.in.available() == 0) {
            due += SECOND / perSecond;
            LockSupport.parkNanos(due - System.nanoTime());
            try {
                deed.run();
            } catch (IOException e) {
                // The server has had enough of it.
            }
        }
    }

    private Socket open() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private void makeNoise() throws IOException {
        try (Socket socket = open()) {
            byte[] noise = HTTP;
            if (random.nextBoolean()) {
                noise = new byte[random.nextInt(4_096)];
                random.nextBytes(noise);
            }
            socket.getOutputStream().write(noise);
        }
    }

    private void saySomethingOfAHello() throws IOException {
        Socket socket = open();
        socket.getOutputStream().write(new byte[] {0, 0, 1, 0, 10});
        kept.add(socket);
        if (kept.size() > OPEN_AT_ONCE) {
            kept.remove().close();
        }
    }

    /** Announces a frame of 2 GiB, sends some of it, and waits for what becomes of that. */
    private void announceTooMuch() throws IOException {
        try (Socket socket = open()) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(new byte[] {0x7F, -1, -1, -1, 10, 0, 0, 0});
            while (socket.getInputStream().read() >= 0) {
                // A goodbye, and then the end.
            }
        }
    }

    /** Opens connections until there are enough, and answers whoever asks whether anybody is there by saying nothing. */
    private void sitIdle() throws IOException {
        if (kept.size() < IDLE) {
            Socket socket = open();
            socket.getOutputStream().write(hello());
            kept.add(socket);
        }
    }

    /**
     * Leaves a connection without telling the other end: what it sends from now on is neither read nor answered, as when a cable
     * is pulled. The socket itself is closed when there are too many, with a reset.
     */
    private void vanish() throws IOException {
        Socket socket = open();
        socket.setSoLinger(true, 0);
        socket.getOutputStream().write(hello());
        kept.add(socket);
        if (kept.size() > OPEN_AT_ONCE) {
            kept.remove().close();
        }
    }

    private static byte[] hello() throws IOException {
        return frame(Wire.Frame.newBuilder()
                .setHello(Wire.Hello.newBuilder().setMinVersion(1).setMaxVersion(1))
                .build());
    }

    /** Sends 100,000 pings a second, and takes what is answered, or does not and begins anew when the server has had enough. */
    private void flood(boolean takesAnswers) throws IOException {
        byte[] hello = hello();
        byte[] ping = frame(Wire.Frame.newBuilder()
                .setPing(Wire.Ping.newBuilder().setToken(1))
                .build());
        ByteArrayOutputStream pings = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            pings.writeBytes(ping);
        }
        Socket[] socket = {null};
        steadily(1_000, () -> {
            try {
                if (socket[0] == null) {
                    socket[0] = open();
                    socket[0].getOutputStream().write(hello);
                }
                socket[0].getOutputStream().write(pings.toByteArray());
                int answered = socket[0].getInputStream().available();
                if (takesAnswers && answered > 0) {
                    socket[0].getInputStream().skipNBytes(answered);
                }
            } catch (IOException e) {
                socket[0] = null;
                throw e;
            }
        });
    }

    private static byte[] frame(Wire.Frame frame) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(frame.getSerializedSize());
        frame.writeTo(out);
        return bytes.toByteArray();
    }
}
