package dev.dunlin.call.ordered;

import dev.dunlin.call.RequestRefused;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Failure;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.zip.CRC32C;

/**
 * Snapshots that peers are fetching, in pieces. Two are kept at most, the newest, and none for longer than a minute after it
 * was last asked for. For the lane's thread alone.
 */
final class ImageShelf {

    private static final int MOST = 2;
    private static final long KEPT_NANOS = 60_000_000_000L;

    private static final class Kept {

        private final long id;
        private final byte[] bytes;
        private long askedNanos;

        Kept(long id, byte[] bytes, long askedNanos) {
            this.id = id;
            this.bytes = bytes;
            this.askedNanos = askedNanos;
        }
    }

    private final Environment environment;
    private final Lane lane;
    private final int pieceBytes;
    private final Deque<Kept> kept = new ArrayDeque<>();

    ImageShelf(Environment environment, Lane lane, int pieceBytes) {
        this.environment = environment;
        this.lane = lane;
        this.pieceBytes = pieceBytes;
    }

    /** Puts a snapshot there, and gives what a peer needs to fetch it: its name, length, checksum, and that of its pieces. */
    byte[] put(byte[] image) {
        long id = environment.random().nextLong();
        if (kept.size() == MOST) {
            kept.removeFirst();
        }
        kept.addLast(new Kept(id, image, environment.clock().nanos()));
        clearLater();
        return new ByteWriter(32)
                .put(id)
                .put(image.length)
                .put(checksum(image))
                .put(pieceBytes)
                .bytes();
    }

    static long checksum(byte[] image) {
        CRC32C sum = new CRC32C();
        sum.update(image, 0, image.length);
        return sum.getValue();
    }

    /**
     * Gives a piece.
     *
     * @param question the snapshot's name, and where in it
     * @throws RequestRefused if the snapshot is not there any more
     */
    byte[] piece(byte[] question) {
        ByteReader reader = new ByteReader(question);
        long id = reader.aLong();
        int from = reader.anInt();
        for (Kept one : kept) {
            if (one.id == id && from >= 0 && from < one.bytes.length) {
                one.askedNanos = environment.clock().nanos();
                return Arrays.copyOfRange(one.bytes, from, from + Math.min(pieceBytes, one.bytes.length - from));
            }
        }
        throw new RequestRefused(Failure.BAD_REQUEST, "that snapshot is not kept any more: ask for another");
    }

    private void clearLater() {
        environment.scheduler().schedule(KEPT_NANOS, () -> lane.execute(this::clear));
    }

    private void clear() {
        long now = environment.clock().nanos();
        kept.removeIf(one -> now - one.askedNanos >= KEPT_NANOS);
        if (!kept.isEmpty()) {
            clearLater();
        }
    }
}
