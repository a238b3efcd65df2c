package dev.dunlin.call.ordered;

import dev.dunlin.broker.Codec;
import dev.dunlin.call.Agreement;
import dev.dunlin.call.Answer;
import dev.dunlin.call.CallConfig;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.Procedure;
import dev.dunlin.call.ReplicatedCall;
import java.net.URI;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Fetches one peer's state, a piece at a time. For the lane's thread alone, as is what it calls. */
final class ImageFetch {

    private static final int ATTEMPTS = 3;

    private final OrderedConfig config;
    private final Lane lane;
    private final ReplicatedCall peer;
    private final Procedure<byte[], byte[]> pieces;
    private final BiConsumer<@Nullable Image, String> done;
    private long id;
    private long checksum;
    private byte[] bytes = {};
    private int have;
    private boolean over;

    private ImageFetch(OrderedConfig config, Lane lane, URI address, BiConsumer<@Nullable Image, String> done) {
        this.config = config;
        this.lane = lane;
        this.done = done;
        CallConfig.Builder calls = CallConfig.of(address.toString())
                .environment(config.environment())
                .defaults(CallOptions.DEFAULT
                        .withAgreement(Agreement.first())
                        .withAttempts(ATTEMPTS)
                        .withAttemptTimeout(config.imageTimeout())
                        .withDeadline(config.imageTimeout())
                        .withIdempotent(true));
        if (config.transport() != null) {
            calls.transport(config.transport());
        }
        this.peer = ReplicatedCall.connect(calls.build());
        this.pieces = peer.procedure(OrderedReplica.PIECE, Codec.bytes(), Codec.bytes());
    }

    /**
     * Begins.
     *
     * @param done is called once: with the peer's state, or with null and what was met
     */
    static ImageFetch start(OrderedConfig config, Lane lane, URI address, BiConsumer<@Nullable Image, String> done) {
        ImageFetch fetch = new ImageFetch(config, lane, address, done);
        fetch.ask(fetch.peer.procedure(OrderedReplica.IMAGE, Codec.bytes(), Codec.bytes()), new byte[0], fetch::begin);
        return fetch;
    }

    /** Takes an answer; what it throws ends the fetch. */
    @FunctionalInterface
    private interface Step {
        void take(byte[] answer);
    }

    private void ask(Procedure<byte[], byte[]> procedure, byte[] question, Step then) {
        var unused = procedure
                .start(question)
                .answer()
                .thenAccept(answer -> lane.execute(() -> {
                    if (over) {
                        return;
                    }
                    try {
                        then.take(answer.get());
                    } catch (RuntimeException e) {
                        finish(null, answer instanceof Answer.Agreed ? e.toString() : String.valueOf(e.getMessage()));
                    }
                }));
    }

    private void begin(byte[] answer) {
        ByteReader reader = new ByteReader(answer);
        id = reader.aLong();
        int length = reader.anInt();
        checksum = reader.aLong();
        if (length < 1 || length > config.maxImageBytes()) {
            finish(null, "a snapshot of " + length + " bytes: at most " + config.maxImageBytes() + " are taken");
            return;
        }
        bytes = new byte[length];
        next();
    }

    private void next() {
        ask(pieces, new ByteWriter(12).put(id).put(have).bytes(), this::take);
    }

    private void take(byte[] piece) {
        if (piece.length == 0 || piece.length > bytes.length - have) {
            throw new IllegalArgumentException(
                    "a piece of " + piece.length + " bytes at " + have + " of " + bytes.length);
        }
        System.arraycopy(piece, 0, bytes, have, piece.length);
        have += piece.length;
        if (have < bytes.length) {
            next();
            return;
        }
        if (ImageShelf.checksum(bytes) != checksum) {
            throw new IllegalArgumentException("the snapshot's checksum is not that of its bytes");
        }
        finish(Image.read(bytes, config), "");
    }

    private void finish(@Nullable Image image, String fault) {
        close();
        done.accept(image, fault);
    }

    /** Gives up: nobody is called any more. */
    void close() {
        if (!over) {
            over = true;
            peer.close();
        }
    }
}
