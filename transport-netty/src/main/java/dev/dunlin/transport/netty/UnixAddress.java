package dev.dunlin.transport.netty;

import dev.dunlin.environment.Environment;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The path of a socket in the file system.
 *
 * @param path absolute, at most {@value #MAX_BYTES} bytes long
 * @param options what is asked for besides
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
record UnixAddress(String path, AddressOptions options) implements WireAddress {

    static final String SCHEME = "unix";

    /** What {@code sun_path} holds besides its end. */
    private static final int MAX_BYTES = 107;

    static UnixAddress parse(URI address) {
        String path = address.getPath();
        String authority = address.getRawAuthority();
        if (path == null
                || !path.startsWith("/")
                || path.endsWith("/")
                || (authority != null && !authority.isEmpty())) {
            throw malformed(address, "is not of the form unix:///path/of/a/socket");
        }
        AddressOptions options = AddressOptions.parse(address.getRawQuery());
        if (options == null
                || options.shared()
                || options.from() != null
                || address.getRawFragment() != null
                || path.indexOf('\0') >= 0) {
            throw malformed(address, "has something after its path that is not ?" + AddressOptions.URING);
        }
        int length = path.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_BYTES) {
            throw malformed(address, "its path has " + length + " bytes, a socket's may have " + MAX_BYTES);
        }
        return new UnixAddress(path, options);
    }

    private static IllegalArgumentException malformed(URI address, String why) {
        return new IllegalArgumentException("address=\"" + address + "\": " + why);
    }

    @Override
    public WireAddress requireConnectable() {
        return this;
    }

    @Override
    public EventLoops.Kind kind(EventLoops loops) {
        return loops.unix();
    }

    @Override
    public CompletableFuture<List<SocketAddress>> resolve(
            Environment environment, Resolver resolver, EventLoops loops) {
        return CompletableFuture.completedFuture(List.of(loops.paths().apply(path)));
    }

    /**
     * A socket that nobody listens on any more is taken away: its process ended without closing it. Fails with a {@link
     * BindException} if something else is there, as Netty's own sockets would replace whatever they find.
     */
    @Override
    public CompletableFuture<Void> makeWay(Environment environment) {
        return CompletableFuture.runAsync(this::removeIfStale, environment.executor());
    }

    private void removeIfStale() {
        Path file = Path.of(path);
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                if (!isSocket(file) || !isDeaf()) {
                    throw new BindException("Address already in use");
                }
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static boolean isSocket(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
    }

    private boolean isDeaf() throws IOException {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return !probe.isConnected();
        } catch (ConnectException e) {
            return true;
        }
    }

    @Override
    public URI taken(@Nullable SocketAddress local) {
        try {
            return new URI(SCHEME, "", path, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(path, e);
        }
    }

    @Override
    public void prepare(Bootstrap listener, EventLoops loops) {}

    @Override
    public void prepare(DuplexChannel channel) {}

    @Override
    public String peer(@Nullable SocketAddress remote) {
        return toString();
    }

    @Override
    public String origin(@Nullable SocketAddress remote) {
        return "";
    }

    @Override
    public @Nullable String whyNoListening(String said) {
        if (said.contains("in use")) {
            return "address already in use; another process listens there, or the file is no socket";
        }
        if (said.contains("denied")) {
            return "permission denied; choose a directory that you may write to";
        }
        return said.contains("no such file") ? "the directory does not exist" : null;
    }

    @Override
    public String toString() {
        return SCHEME + "://" + path;
    }
}
