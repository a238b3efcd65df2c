package dev.dunlin.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.call.CallConfig;
import dev.dunlin.call.CallStep;
import dev.dunlin.call.CallTracer;
import dev.dunlin.call.Replica;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.service.Out;
import dev.dunlin.service.Services;
import dev.dunlin.session.ReplicaServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The book's service over TCP: its values are CBOR, and each process knows but the interface. */
final class ServiceOverTcpTest {

    /** Files, by number. */
    public interface Files {

        /** What is known of a file. */
        record Known(String name, long size, Map<String, Instant> times) {}

        /** Fills the buffer, and gives how much there was. */
        int read(int fd, @Out byte[] buf, int nbytes) throws IOException;

        /** Comes later. */
        CompletionStage<List<Known>> list();
    }

    private static final class Disk implements Files {

        private final String text;

        Disk(String text) {
            this.text = text;
        }

        @Override
        public int read(int fd, byte[] buf, int nbytes) throws IOException {
            if (fd != 3) {
                throw new IOException("fd " + fd + " is not open");
            }
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            int count = Math.min(nbytes, Math.min(buf.length, bytes.length));
            System.arraycopy(bytes, 0, buf, 0, count);
            return count;
        }

        @Override
        public CompletionStage<List<Known>> list() {
            return CompletableFuture.completedFuture(List.of(new Known("tides", 18, Map.of("made", Instant.EPOCH))));
        }
    }

    private final List<CallStep> steps = Collections.synchronizedList(new ArrayList<>());
    private final CallTracer tracer = (step, procedure, number) -> steps.add(step);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Files connect(Files... disks) {
        String[] addresses = Stream.of(disks).map(this::serve).toArray(String[]::new);
        ReplicatedCall call =
                ReplicatedCall.connect(CallConfig.of(addresses).tracer(tracer).build());
        open.add(0, call);
        return Services.client(Files.class, call);
    }

    private String serve(Files disk) {
        Replica replica = Replica.builder()
                .tracer(tracer)
                .with(Services.server(Files.class, disk))
                .build();
        ReplicaServer server = ReplicaServer.serve(replica, "tcp://127.0.0.1:0");
        open.add(server);
        return server.address().toString();
    }

    @Test
    void theBooksExampleInTenSteps() throws IOException {
        Files files = connect(new Disk("low water at 06:12"));
        byte[] buf = new byte[64];
        int count = files.read(3, buf, 9);
        assertThat(new String(buf, 0, count, StandardCharsets.US_ASCII)).isEqualTo("low water");
        assertThat(steps).containsExactly(CallStep.values());
    }

    @Test
    void twoOfThreeAreBelieved() throws IOException {
        Files files = connect(new Disk("high water"), new Disk("low water"), new Disk("low water"));
        byte[] buf = new byte[64];
        int count = files.read(3, buf, 64);
        assertThat(new String(buf, 0, count, StandardCharsets.US_ASCII)).isEqualTo("low water");
        assertThatThrownBy(() -> files.read(4, buf, 64))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("fd 4 is not open");
        assertThat(files.list())
                .succeedsWithin(Duration.ofSeconds(30))
                .isEqualTo(List.of(new Files.Known("tides", 18, Map.of("made", Instant.EPOCH))));
    }
}
