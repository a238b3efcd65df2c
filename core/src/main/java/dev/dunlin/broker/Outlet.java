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
    private final boolean shareable;

    Outlet(Codec<T> codec) {
        this.codec = codec;
        this.shareable = codec.isShareable();
    }

    /** Takes a message in; it may be handed out now or with {@link #flush}. */
    abstract void accept(Message<T> message, Reader reader);

    /** Hands out what was taken in. */
    abstract void flush(Reader reader);

    /** Takes a message in that may be handed out again. */
    final void accept(Envelope envelope, int attempt, Reader reader, Message.@Nullable Acknowledger acknowledger) {
        Message<T> message = decode(envelope, attempt, reader, acknowledger);
        if (message != null) {
            accept(message, reader);
        }
    }

    /** Takes the message at an index in that others may be given as well. */
    final void accept(Excerpt excerpt, int index, Reader reader) {
        @SuppressWarnings("unchecked") // it was decoded by this codec
        Message<T> message = (Message<T>) excerpt.message(index, codec);
        if (message == null) {
            message = decode(excerpt.present(index), 1, reader, null);
            if (message == null) {
                return;
            }
            if (shareable) {
                excerpt.keep(index, message, codec);
            }
        }
        accept(message, reader);
    }

    /** Decodes, or tells the reader that it could not. */
    private @Nullable Message<T> decode(
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
        void accept(Message<T> message, Reader reader) {
            try {
                handler.handle(message);
            } catch (Throwable e) {
                fail(message.envelope(), reader, e);
                return;
            }
            reader.handled(message.envelope(), true);
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
        void accept(Message<T> message, Reader reader) {
            batch.add(message);
            bytes += message.envelope().payload().length;
            if (bytes >= MAX_BYTES) {
                flush(reader);
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
        void accept(Message<T> message, Reader reader) {
            messages.add(message);
            reader.handled(message.envelope(), true);
        }

        @Override
        void flush(Reader reader) {}
    }
}
