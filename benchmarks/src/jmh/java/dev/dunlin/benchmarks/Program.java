package dev.dunlin.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A server of Debian's that listens on a port of the loopback address. */
final class Program {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;

    private Program() {}

    /**
     * Starts one.
     *
     * @param name of the program and of its package
     * @param port of the loopback address on which it is going to listen
     * @param log where its diagnostics go
     * @param arguments for it
     * @return once it listens
     * @throws MissingPeerException if it is not on this machine
     * @throws IOException if it does not start
     * @throws InterruptedException if the wait was interrupted
     */
    static Child start(String name, int port, Path log, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(find(name));
        command.addAll(arguments);
        Child server = Child.command(log, command);
        try {
            awaitPort(name, server, port);
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    static String find(String name) throws MissingPeerException {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() ->
                        new MissingPeerException("no " + name + " on the path; on Debian: apt-get install " + name));
    }

    private static void awaitPort(String name, Child server, int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                if (!server.isAlive() || System.nanoTime() - deadline > 0) {
                    throw new IOException(name + " does not listen on port " + port, e);
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }
}
