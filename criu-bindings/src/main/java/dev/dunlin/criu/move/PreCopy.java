package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.criu.system.Proc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Sends the memory of a process while it runs: first all, then again and again what is new, as long as that becomes less. What
 * is known of it then is sent no more when the process is stopped. For one thread, once.
 */
final class PreCopy {

    /** With what the name of each of its files begins. */
    static final String PREFIX = "before-";

    /** What is new is little enough to stop for. */
    private static final long ENOUGH_BYTES = 8 << 20;

    private static final int MOST_ROUNDS = 5;

    private final MigrationConfig config;
    private final TargetLine line;
    private final Path images;
    private final ImageTail tail;
    private final PageIndex index;

    /**
     * Creates one.
     *
     * @param images where the copies are kept, beside what criu will write
     * @param tail sends the files of that directory
     * @param index learns what the target has
     */
    PreCopy(MigrationConfig config, TargetLine line, Path images, ImageTail tail, PageIndex index) {
        this.config = config;
        this.line = line;
        this.images = images;
        this.tail = tail;
        this.index = index;
    }

    /** What a file is called that holds memory as it was before the process was stopped. */
    static String name(int number) {
        return PREFIX + number + ".img";
    }

    /** What is in the way of it, if anything: memory is kept twice for it, on either host. */
    static Optional<String> obstacle(MigrationConfig config, MoveMessage.Welcome target, long memoryBytes) {
        if (!target.facts().containsKey(MoveFacts.REBUILDS)) {
            return Optional.of("the target is of a release that cannot rebuild images; use the same release there");
        }
        long needed = 2 * memoryBytes + Migration.MARGIN_BYTES;
        long here = config.directory().toFile().getUsableSpace();
        if (here < needed || target.freeBytes() < needed) {
            return Optional.of("needs " + needed + " bytes, twice the memory, but " + here + " are free in "
                    + config.directory() + " and " + target.freeBytes()
                    + " on the target; make room, or choose another mode");
        }
        return Optional.empty();
    }

    void run() throws IOException {
        long last = Long.MAX_VALUE;
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            long fresh = round(round);
            config.told().accept("copied while it runs round=" + round + " bytes=" + fresh);
            if (fresh <= ENOUGH_BYTES || fresh > last / 2) {
                break;
            }
            last = fresh;
        }
        awaitAll();
    }

    /** Answered when all before it was dealt with: what is on its way would be waited for with the process stopped. */
    private void awaitAll() {
        try {
            line.compare(new MoveMessage.Files(List.of()));
        } catch (DunlinException e) {
            if (e.reason() != Reason.CONNECTION_LOST) {
                throw e;
            }
            // Whoever sends next connects again.
            config.told().accept("the connection broke before all had arrived: " + e.getMessage());
        }
    }

    private long round(int number) throws IOException {
        try (MemoryCopy copy = new MemoryCopy(Proc.tree(config.pid()), index, number, images.resolve(name(number)))) {
            while (copy.advance(() -> send(false))) {
                send(false);
            }
            send(true);
            return copy.bytes();
        }
    }

    private void send(boolean last) throws IOException {
        while (true) {
            try {
                tail.advance(last, message -> {
                    line.send(message);
                    config.sent().sent(tail.bytes(), tail.expectedBytes());
                });
                return;
            } catch (DunlinException e) {
                if (e.reason() != Reason.CONNECTION_LOST) {
                    throw e;
                }
                config.told().accept("connecting again: " + e.getMessage());
                MoveMessage.Welcome welcome = line.again(config.patience());
                if (welcome.state() != TargetState.RECEIVING) {
                    throw line.gaveUp(welcome.state().name());
                }
                tail.rewind(welcome.parts());
            }
        }
    }
}
