package dev.dunlin.transport.inmemory;

import dev.dunlin.broker.Codec;
import dev.dunlin.call.CallConfig;
import dev.dunlin.call.Procedure;
import dev.dunlin.call.Replica;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.call.Request;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.ReplicaServer;
import dev.dunlin.session.ServerConfig;
import dev.dunlin.transport.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Gives a replica's snapshots at another's address, with one bit of the register's value turned over. */
final class Distortion {

    private static final Duration LONG = Duration.ofDays(1);

    private final ReplicatedCall to;
    private final Procedure<byte[], byte[]> images;
    private final Procedure<byte[], byte[]> pieces;
    private final ReplicaServer server;
    private int length;

    Distortion(Environment world, Transport transport, String from, String as) {
        this.to = ReplicatedCall.connect(
                CallConfig.of(from).environment(world).transport(transport).build());
        this.images = to.procedure("dunlin.ordered.image", Codec.bytes(), Codec.bytes());
        this.pieces = to.procedure("dunlin.ordered.piece", Codec.bytes(), Codec.bytes());
        this.server = ReplicaServer.serve(
                Replica.builder()
                        .environment(world)
                        .asyncHandler("dunlin.ordered.image", this::image)
                        .asyncHandler("dunlin.ordered.piece", this::piece)
                        .build(),
                ServerConfig.builder()
                        .address(as)
                        .transport(transport)
                        .heartbeat(LONG)
                        .closeTimeout(Duration.ofMillis(1)));
    }

    private CompletionStage<byte[]> image(Request request) {
        return images.start(request.body()).answer().thenApply(answer -> {
            length = ByteBuffer.wrap(answer.get()).getInt(8);
            return answer.get();
        });
    }

    private CompletionStage<byte[]> piece(Request request) {
        return pieces.start(request.body()).answer().thenApply(answer -> {
            byte[] piece = answer.get().clone();
            int from = ByteBuffer.wrap(request.body()).getInt(8);
            int at = length - Register.VALUE_FROM_END - from;
            if (at >= 0 && at < piece.length) {
                piece[at] ^= 1;
            }
            return piece;
        });
    }

    void close() {
        server.close();
        to.close();
    }
}
