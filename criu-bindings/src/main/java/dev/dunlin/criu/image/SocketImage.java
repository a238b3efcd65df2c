package dev.dunlin.criu.image;

import com.google.protobuf.ByteString;
import dev.dunlin.criu.image.wire.InetSocket;
import dev.dunlin.criu.image.wire.OpenFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * A socket in images.
 *
 * @param protocol {@code tcp}, {@code udp}, {@code unix}, or the number of another
 * @param state as {@code LISTEN} or {@code ESTABLISHED}
 * @param local its own address and port, or path; empty if it has none
 * @param remote its peer's; empty if it has none
 */
public record SocketImage(String protocol, String state, String local, String remote) {

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int WORDS_OF_IPV6 = 4;
    private static final List<String> STATES = List.of(
            "",
            "ESTABLISHED",
            "SYN_SENT",
            "SYN_RECV",
            "FIN_WAIT1",
            "FIN_WAIT2",
            "TIME_WAIT",
            "CLOSE",
            "CLOSE_WAIT",
            "LAST_ACK",
            "LISTEN",
            "CLOSING");

    static Optional<SocketImage> of(OpenFile file) {
        if (file.hasInet()) {
            InetSocket socket = file.getInet();
            return Optional.of(new SocketImage(
                    protocol(socket.getProtocol()),
                    state(socket.getState()),
                    address(socket.getSourceAddressList(), socket.getSourcePort()),
                    socket.getDestinationPort() == 0
                            ? ""
                            : address(socket.getDestinationAddressList(), socket.getDestinationPort())));
        }
        if (file.hasUnix()) {
            return Optional.of(new SocketImage(
                    "unix",
                    state(file.getUnix().getState()),
                    path(file.getUnix().getName()),
                    ""));
        }
        return Optional.empty();
    }

    private static String protocol(int number) {
        return switch (number) {
            case TCP -> "tcp";
            case UDP -> "udp";
            default -> Integer.toUnsignedString(number);
        };
    }

    private static String state(int number) {
        return number > 0 && number < STATES.size() ? STATES.get(number) : Integer.toUnsignedString(number);
    }

    /** The name ends with a zero; one that begins with a zero is in the abstract namespace, which is written as @. */
    private static String path(ByteString name) {
        String text = name.toStringUtf8();
        String path = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
        return path.startsWith("\0") ? "@" + path.substring(1) : path;
    }

    private static String address(List<Integer> words, int port) {
        if (words.size() != 1 && words.size() != WORDS_OF_IPV6) {
            return ":" + Integer.toUnsignedString(port);
        }
        ByteBuffer bytes = ByteBuffer.allocate(words.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(bytes::putInt);
        try {
            String host = InetAddress.getByAddress(bytes.array()).getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + Integer.toUnsignedString(port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
