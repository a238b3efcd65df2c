package dev.dunlin.call.ordered;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log from one place at a time. What still comes of a reading that was left is passed over. For the lane's thread
 * alone, as is what it calls.
 */
final class LogReader {

    /** Who reads. */
    interface Reader {

        /** The next message. */
        void onMessage(Message<byte[]> message);

        /** Messages were passed over, or the broker is another. */
        void onGap();

        /** Nothing more comes. */
        void onEnded(SubscriptionEnd end);
    }

    private final OrderedConfig config;
    private final Lane lane;
    private final Reader reader;
    private long turn;
    private @Nullable Subscription subscription;

    LogReader(OrderedConfig config, Lane lane, Reader reader) {
        this.config = config;
        this.lane = lane;
        this.reader = reader;
    }

    /** Reads from a sequence on, and no more from where it read before. If the broker does not let it, that is the end. */
    void readFrom(long sequence) {
        leave();
        long mine = turn;
        try {
            subscription = subscribe(mine, sequence);
        } catch (DunlinException e) {
            end(mine, new SubscriptionEnd.Failed(e));
        }
    }

    private void end(long of, SubscriptionEnd end) {
        lane.execute(() -> {
            if (of == turn) {
                reader.onEnded(end);
            }
        });
    }

    private Subscription subscribe(long mine, long sequence) {
        SubscribeOptions options = SubscribeOptions.builder()
                .from(Position.sequence(sequence))
                .executor(lane)
                .onGap(gap -> lane.execute(() -> {
                    if (mine == turn) {
                        reader.onGap();
                    }
                }))
                .build();
        Subscription opened = config.broker().subscribe(config.topic(), Codec.bytes(), options, message -> {
            if (mine == turn) {
                reader.onMessage(message);
            }
        });
        var unused = opened.ended().thenAccept(how -> end(mine, how));
        return opened;
    }

    /** Reads no more. */
    void leave() {
        turn++;
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }
}
