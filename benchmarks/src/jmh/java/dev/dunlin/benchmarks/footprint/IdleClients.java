package dev.dunlin.benchmarks.footprint;

import dev.dunlin.transport.netty.wire.Wire;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Connects to a port, says hello, waits for the welcome, and says nothing more. First once for a moment, and "one"; at the
 * next line on its input as often as it is told, and "all"; then keeps them until its input ends.
 *
 * <p>Arguments: port, connections.
 */
final class IdleClients {

    private static final Wire.Frame HELLO = Wire.Frame.newBuilder()
            .setHello(Wire.Hello.newBuilder().setMinVersion(1).setMaxVersion(1).setAgent("idle"))
            .build();

    private IdleClients() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        connect(port).close();
        System.out.println("one");
        awaitLine();
        List<Socket> sockets = new ArrayList<>(count);
        while (sockets.size() < count) {
            sockets.add(connect(port));
        }
        System.out.println("all");
        awaitLine();
        System.err.println(sockets.size() + " connections were idle");
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        byte[] hello = HELLO.toByteArray();
        out.writeInt(hello.length);
        out.write(hello);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        if (!Wire.Frame.parseFrom(in.readNBytes(in.readInt())).hasWelcome()) {
            throw new IOException("port " + port + " says no welcome");
        }
        return socket;
    }

    private static void awaitLine() throws IOException {
        int next = System.in.read();
        while (next >= 0 && next != '\n') {
            next = System.in.read();
        }
    }
}
