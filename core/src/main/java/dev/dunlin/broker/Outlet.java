package dev.dunlin.broker;

import dev.dunlin.broker.Counters.Count;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Decodes messages and hands them to a subscriber's code, whose exceptions end here. For one thread at a time.
 *
 * @param <T> the type of the values
 */
abstract class Outlet<T> {

    private final Codec<T> codec;

    Outlet(Codec<T> codec) {
        this.codec = codec;
    }

    /** Takes a message in; it may be handed out now or with {@link #flush}. */
    abstract void accept(Envelope envelope, int attempt, Reader reader, Message.@Nullable Acknowledger acknowledger);

    /** Hands out what was taken in. */
    abstract void flush(Reader reader);

    /** Decodes, or tells the reader that it could not. */
    final @Nullable Message<T> decode(
            Envelope envelope, int attempt, Reader reader, Message.@Nullable Acknowledger acknowledger) {
        try {
            T value = Objects.requireNonNull(codec.decode(envelope.payload()), "the codec decoded null");
            return new Message<>(envelope, value, attempt, acknowledger);
        } catch (Throwable e) {
            fail(envelope, reader, e);
            return null;
        }
    }

    static void fail(Envelope envelope, Reader reader, Throwable failure) {
        reader.subscription().counters().add(Count.FAILED, 1);
        reader.subscription()
                .tell(new BrokerEvent.HandlerFailed(reader.subscription().pattern(), envelope, failure));
        reader.handled(envelope, false);
    }

    /** Calls a handler for each message. */
    static final class Single<T> extends Outlet<T> {

        private final Handler<T> handler;

        Single(Codec<T> codec, Handler<T> handler) {
            super(codec);
            this.handler = handler;
        }

        @Override
        void accept(Envelope envelope, int attempt, Reader reader, Message.@Nullable Acknowledger acknowledger) {
            Message<T> message = decode(envelope, attempt, reader, acknowledger);
            if (message == null) {
                return;
            }
            try {
                handler.handle(message);
            } catch (Throwable e) {
                fail(envelope, reader, e);
                return;
            }
            reader.handled(envelope, true);
        }

        @Override
        void flush(Reader reader) {}
    }

    /** Calls a handler for as many messages as a turn brings. */
    static final class Batch<T> extends Outlet<T> {

        /** A batch of more payload than this is handed out before the turn's end. */
        private static final long MAX_BYTES = 64 << 10;

        private final BatchHandler<T> handler;
        private final List<Message<T>> batch = new ArrayList<>();
        private long bytes;

        Batch(Codec<T> codec, BatchHandler<T> handler) {
            super(codec);
            this.handler = handler;
        }

        @Override
        void accept(Envelope envelope, int attempt, Reader reader, Message.@Nullable Acknowledger acknowledger) {
            Message<T> message = decode(envelope, attempt, reader, acknowledger);
            if (message != null) {
                batch.add(message);
                bytes += envelope.payload().length;
                if (bytes >= MAX_BYTES) {
                    flush(reader);
                }
            }
        }

        @Override
        void flush(Reader reader) {
            if (batch.isEmpty()) {
                return;
            }
            Throwable failure = null;
            try {
                handler.handle(batch);
            } catch (Throwable e) {
                failure = e;
            }
            settle(reader, failure);
            batch.clear();
            bytes = 0;
        }

        private void settle(Reader reader, @Nullable Throwable failure) {
            for (Message<T> message : batch) {
                if (failure == null) {
                    reader.handled(message.envelope(), true);
                } else {
                    fail(message.envelope(), reader, failure);
                }
            }
        }
    }

    /** Keeps messages for a poller. */
    static final class Polled<T> extends Outlet<T> {

        private final Queue<Message<T>> messages = new ArrayDeque<>();

        Polled(Codec<T> codec) {
            super(codec);
        }

        Queue<Message<T>> messages() {
            return messages;
        }

        @Override
        void accept(Envelope envelope, int attempt, Reader reader, Message.@Nullable Acknowledger acknowledger) {
            Message<T> message = decode(envelope, attempt, reader, acknowledger);
            if (message != null) {
                messages.add(message);
                reader.handled(envelope, true);
            }
        }

        @Override
        void flush(Reader reader) {}
    }
}
