package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where the source serves the memory of a process that runs on the target already.
 *
 * @param host an address of the source, as the target sees it
 * @param port where criu listens
 */
record LazyPages(String host, int port) {

    static final String STATUS = "3";

    private static final int END_SECONDS = 30;
    private static final int CAP_SYS_RESOURCE = 24;
    private static final int MOST_DIGITS = 64;
    private static final long PAGE_BYTES = 4096;
    private static final int LARGEST_PIPE_BYTES = 4 << 20;

    /**
     * A free port of the address with which this host reaches the target. Between the moment it is found and the moment criu
     * listens there another program may take it: then the dump fails, and nothing is moved.
     */
    static LazyPages towards(URI target) {
        try (DatagramSocket route = new DatagramSocket()) {
            // Sends nothing: it makes the system choose an address.
            route.connect(new InetSocketAddress(target.getHost(), target.getPort()));
            InetAddress here = route.getLocalAddress();
            try (ServerSocket free = new ServerSocket(0, 1, here)) {
                return new LazyPages(here.getHostAddress(), free.getLocalPort());
            }
        } catch (IOException e) {
            throw new DunlinException(
                    Reason.ADDRESS_UNAVAILABLE,
                    "no port to serve memory from towards " + target + ": " + e.getMessage(),
                    e);
        }
    }

    /** What keeps memory from following to a receiver, if anything. */
    static Optional<String> obstacle(URI to, long memoryBytes) {
        return "tls".equalsIgnoreCase(to.getScheme())
                ? Optional.of(
                        "the memory would follow over a connection of criu's own, which is not encrypted; leave the mode"
                                + " out, or move over tcp: where nobody listens")
                : obstacle(memoryBytes);
    }

    /**
     * What keeps criu from holding so much memory in pipes, as it does until it is fetched.
     *
     * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7), pipe-user-pages-soft</a>
     */
    private static Optional<String> obstacle(long memoryBytes) {
        try {
            String capabilities = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .findFirst()
                    .orElse("CapEff: 0");
            long held = Long.parseUnsignedLong(
                    capabilities.substring("CapEff:".length()).strip(), 16);
            boolean unbounded = (held >>> CAP_SYS_RESOURCE & 1) != 0;
            return unbounded
                    ? Optional.empty()
                    : obstacle(memoryBytes, setting("pipe-user-pages-soft"), setting("pipe-max-size"));
        } catch (IOException | NumberFormatException e) {
            return Optional.of("what pipes may hold cannot be read: " + e.getMessage());
        }
    }

    /**
     * What keeps it from that within the bounds of the system: criu fills one pipe after another, and makes none larger than
     * {@value #LARGEST_PIPE_BYTES} bytes, but must have one of that size to read them.
     */
    static Optional<String> obstacle(long memoryBytes, long softPages, long largestBytes) {
        boolean holds = softPages == 0 || softPages * PAGE_BYTES >= memoryBytes;
        return holds && largestBytes >= LARGEST_PIPE_BYTES
                ? Optional.empty()
                : Optional.of("fs.pipe-user-pages-soft=" + softPages + " fs.pipe-max-size=" + largestBytes
                        + ": criu cannot hold " + memoryBytes
                        + " bytes in pipes without CAP_SYS_RESOURCE; set the first to 0"
                        + " and the second to " + LARGEST_PIPE_BYTES + " or more on the source, or stop and copy");
    }

    /** A setting of the kernel's. Read at once, as it gives nothing but its first digit otherwise. */
    static long setting(String name) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("/proc/sys/fs", name))) {
            return Long.parseLong(new String(in.readNBytes(MOST_DIGITS), StandardCharsets.US_ASCII).strip());
        }
    }

    /**
     * Reads what {@link #toString()} gives.
     *
     * @throws DunlinException PROTOCOL if it is none
     */
    static LazyPages parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port > 0 && port < 65_536 && text.matches("[0-9A-Fa-f.:]+")) {
                return new LazyPages(text.substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            throw new DunlinException(Reason.PROTOCOL, "lazy=\"" + text + "\": is no address and port", e);
        }
        throw new DunlinException(Reason.PROTOCOL, "lazy=\"" + text + "\": is no address and port");
    }

    /** Ends every criu that serves the memory of a process that is on this host. */
    static void endServers(long pid) {
        List<String> words = List.of("dump", "--tree", Long.toString(pid), "--lazy-pages");
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(given -> List.of(given).containsAll(words))
                        .orElse(false))
                .forEach(process -> {
                    process.destroyForcibly();
                    process.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
                });
    }

    /**
     * A command whose standard output is its descriptor {@link #STATUS} too. criu closes that when it has said that it is
     * ready, and must not lose its standard output. The words go to it as they are: none of them is read by the shell.
     */
    static List<String> telling(List<String> argv) {
        List<String> telling = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" " + STATUS + ">&1", "sh"));
        telling.addAll(argv);
        return telling;
    }

    /** What criu is told of it. */
    List<String> arguments() {
        return List.of("--address", host, "--port", Integer.toString(port));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
