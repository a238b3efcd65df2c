package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.contracts.TransportContract;
import dev.dunlin.contracts.World;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unix domain sockets: the contract, of both kinds, and what is different about an address that is a file. */
class UnixTransportTest {

    @TempDir
    private Path directory;

    private final AtomicInteger made = new AtomicInteger();
    private final World world = World.system();

    private URI free() {
        return URI.create("unix://" + directory.resolve("socket-" + made.incrementAndGet()));
    }

    /** The contract on sockets of the JDK. */
    @Nested
    class Nio implements TransportContract {

        @Override
        public Transport transport() {
            return new NettyTransport(EventLoops::nio);
        }

        @Override
        public URI address() {
            return free();
        }
    }

    /** The contract on Linux's own sockets. */
    @Nested
    @EnabledOnOs(OS.LINUX)
    class Epoll implements TransportContract {

        @Override
        public Transport transport() {
            return new NettyTransport(EventLoops::epoll);
        }

        @Override
        public URI address() {
            return free();
        }
    }

    /** The contract on io_uring. */
    @Nested
    @EnabledIf(
            value = "dev.dunlin.transport.netty.EventLoopsHere#hasUring",
            disabledReason =
                    "io_uring is not to be had here: Linux is too old, or it is forbidden, as in many containers")
    class Uring implements TransportContract {

        @Override
        public Transport transport() {
            return new NettyTransport(() -> EventLoops.uring("a test"));
        }

        @Override
        public URI address() {
            return free();
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private CompletionStage<Listener> listen(EventLoops loops, URI address) {
        return new NettyTransport(() -> loops)
                .listen(address, Environment.system(), TransportLimits.DEFAULT, connection -> new Heard());
    }

    @Test
    void theFileGoesWithItsListener() {
        for (EventLoops loops : EventLoopsHere.all()) {
            URI address = free();
            Listener listener = await(listen(loops, address));
            assertThat(listener.address()).isEqualTo(address);
            assertThat(Path.of(address.getPath())).exists();
            await(listener.close());
            assertThat(Path.of(address.getPath())).doesNotExist();
        }
    }

    @Test
    void aSocketThatNobodyListensOnIsReplaced() throws IOException {
        for (EventLoops loops : EventLoopsHere.all()) {
            URI address = free();
            Path file = Path.of(address.getPath());
            try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                left.bind(UnixDomainSocketAddress.of(file));
            }
            assertThat(file).as("left behind, as by a process that was killed").exists();
            await(await(listen(loops, address)).close());
        }
    }

    @Test
    void aSocketThatSomebodyListensOnIsNot() {
        for (EventLoops loops : EventLoopsHere.all()) {
            URI address = free();
            Listener first = await(listen(loops, address));
            assertFault(listen(loops, address), address + ": address already in use; another process listens there");
            assertThat(Path.of(address.getPath())).exists();
            await(first.close());
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        for (EventLoops loops : EventLoopsHere.all()) {
            URI address = free();
            Path file = Files.writeString(Path.of(address.getPath()), "a letter");
            assertFault(listen(loops, address), "or the file is no socket");
            assertThat(file).hasContent("a letter");
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        for (EventLoops loops : EventLoopsHere.all()) {
            URI nowhere = URI.create("unix://" + directory.resolve("missing/socket"));
            assertFault(listen(loops, nowhere), nowhere + ": the directory does not exist");
            CompletionStage<?> connecting = new NettyTransport(() -> loops)
                    .connect(free(), Environment.system(), TransportLimits.DEFAULT, connection -> new Heard());
            assertFault(connecting, "connection refused; is a broker listening there?");
        }
    }

    private static void assertFault(CompletionStage<?> stage, String message) {
        assertThatThrownBy(() -> await(stage))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(DunlinException.class)
                .hasMessageContaining(message);
    }

    @Test
    void bothKindsUnderstandEachOther() {
        for (EventLoops server : EventLoopsHere.all()) {
            for (EventLoops client : EventLoopsHere.all()) {
                URI address = free();
                Heard heard = new Heard();
                Listener listener = await(new NettyTransport(() -> server)
                        .listen(address, Environment.system(), TransportLimits.DEFAULT, connection -> heard));
                Connection connection = await(new NettyTransport(() -> client)
                        .connect(address, Environment.system(), TransportLimits.DEFAULT, accepted -> new Heard()));
                assertThat(connection.peer()).isEqualTo(address.toString());
                connection.executor().execute(() -> {
                    connection.send(new Frame.Ping(7));
                    connection.flush();
                });
                world.await("the frame has come", () -> heard.frames.contains(new Frame.Ping(7)));
                await(listener.close());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unix:relative, not of the form unix:///path/of/a/socket",
        "unix://host/path, not of the form",
        "unix:///, not of the form",
        "unix:///run/, not of the form",
        "unix:///run/socket?a=b, has something after its path",
        "unix:///run/socket?reuseport=true, has something after its path that is not ?loops=io_uring",
        "unix:///run/socket#a, has something after its path",
    })
    void whatIsNoAddressIsRefused(String address, String why) {
        assertThatThrownBy(() -> WireAddress.parse(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address=\"" + address + "\"")
                .hasMessageContaining(why);
    }

    @Test
    void aPathHasItsLimit() {
        String longest = "/" + "a".repeat(106);
        assertThat(WireAddress.parse(URI.create("unix:" + longest)))
                .isEqualTo(new UnixAddress(longest, AddressOptions.NONE));
        assertThat(WireAddress.parse(URI.create("unix:" + longest + "?loops=io_uring")))
                .isEqualTo(new UnixAddress(longest, new AddressOptions(false, true)));
        assertThatThrownBy(() -> WireAddress.parse(URI.create("unix:" + longest + "a")))
                .hasMessageContaining("its path has 108 bytes, a socket's may have 107");
    }

    /** Keeps what it hears. */
    private static final class Heard implements Receiver {

        final Queue<Frame> frames = new ConcurrentLinkedQueue<>();

        @Override
        public void onFrame(Frame frame) {
            frames.add(frame);
        }

        @Override
        public void onPause() {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed(Closed how) {}
    }
}
