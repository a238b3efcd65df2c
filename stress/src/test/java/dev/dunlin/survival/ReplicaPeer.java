package dev.dunlin.survival;

import dev.dunlin.call.Replica;
import dev.dunlin.call.Request;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.ReplicaServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The main class of a replica that a test kills or stops: an echo, which writes down each execution before it answers. What has
 * been written is with the system, and outlives the process.
 */
final class ReplicaPeer {

    static final String ECHO = "echo";
    static final String LISTENING = "listening ";
    static final String DIVERGES = "diverges";

    /** A text that begins so is answered after {@link #SLOW_ANSWER}. */
    static final String SLOW = "slow ";

    private static final Duration SLOW_ANSWER = Duration.ofMillis(300);

    private final FileChannel log;
    private final boolean diverges;

    private ReplicaPeer(FileChannel log, boolean diverges) {
        this.log = log;
        this.diverges = diverges;
    }

    /** Serves at an address, writing executions to a file, until the standard input ends. */
    public static void main(String[] arguments) throws IOException {
        boolean diverges = arguments[2].equals(DIVERGES);
        try (FileChannel log = FileChannel.open(
                Path.of(arguments[1]),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
            Replica replica = Replica.builder()
                    .asyncHandler(ECHO, new ReplicaPeer(log, diverges)::answer)
                    .build();
            try (ReplicaServer server = ReplicaServer.serve(replica, arguments[0])) {
                System.out.println(LISTENING + server.address());
                while (System.in.read() >= 0) {
                    // Whoever started this says nothing, and ends it by hanging up.
                }
            }
        }
    }

    private CompletionStage<byte[]> answer(Request request) {
        String text = new String(request.body(), StandardCharsets.UTF_8);
        write(Long.toUnsignedString(request.caller()) + " " + request.number() + " " + text + "\n");
        byte[] answer = (diverges ? "not " + text : text).getBytes(StandardCharsets.UTF_8);
        if (!text.startsWith(SLOW)) {
            return CompletableFuture.completedFuture(answer);
        }
        CompletableFuture<byte[]> later = new CompletableFuture<>();
        Environment.system().scheduler().schedule(SLOW_ANSWER.toNanos(), () -> later.complete(answer));
        return later;
    }

    private void write(String line) {
        try {
            log.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
