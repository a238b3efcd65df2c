package dev.dunlin.conversation;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Environment;
import dev.dunlin.link.IoThread;
import dev.dunlin.link.LogLine;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Framing;
import dev.dunlin.transport.MessageAcceptor;
import dev.dunlin.transport.MessageConnection;
import dev.dunlin.transport.MessageReceiver;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A protocol of one's own in straight-line code: reads, asks and answers in a loop, and waits where there is nothing to read
 * or no room to write. {@link #acceptor} makes what {@link Transport#listen(java.net.URI, Environment, TransportLimits,
 * ServerMode, Framing, MessageAcceptor)} and its counterpart for clients want.
 *
 * <p>Each conversation has a thread for as long as its handler runs. So it suits modes that bound the clients, as {@link
 * ServerMode.Threads#POOL} does, and {@link ServerMode.Threads#VIRTUAL} with {@linkplain
 * dev.dunlin.environment.VirtualThreads virtual threads}; in the others bound the clients with {@link
 * ServerMode#withMaxClients}.
 *
 * <p>Bounds: at most {@value #MOST_WAITING} messages wait to be read, then the peer meets resistance; what is written and not
 * sent, within the {@link TransportLimits}. A peer that has ended its half of the stream is answered before the end is told; one that breaks the rules
 * of the framing is not: its connection ends at once, whatever has not been answered.
 *
 * <p>For the handler's thread alone, but for {@link #close}, {@link #peer}, {@link #waiting} and {@link #ended}, which any thread may call.
 */
public final class Conversation {

    private static final System.Logger LOG = System.getLogger("dev.dunlin.transport");

    private static final int MOST_WAITING = 64;

    private final Environment environment;
    private final MessageConnection connection;

    private final ReentrantLock lock = new ReentrantLock();

    /** Under the lock, as all that follows. */
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();

    /** Completed when there is something to read, or the end; null while the handler does something else. */
    private @Nullable CompletableFuture<Void> reading;

    /** Completed when there is room to write, or the end; null while nobody waits for that. */
    private @Nullable CompletableFuture<Void> writing;

    private @Nullable End end;

    private Conversation(Environment environment, MessageConnection connection) {
        this.environment = environment;
        this.connection = connection;
    }

    /**
     * How a conversation has ended.
     *
     * @param how why
     * @param openBytes how many bytes had come of a message that has not come to its end; 0 if there was none
     */
    public record End(Closed how, int openBytes) {}

    /** What is said. */
    @FunctionalInterface
    public interface Handler {

        /**
         * Holds a conversation. When it returns the connection is closed; when it throws, with {@link CloseReason#INTERNAL},
         * but for what {@link Conversation#send} throws at the end.
         */
        void hold(Conversation conversation) throws Exception;

        /**
         * A connection has been made and is not served, as in {@link MessageAcceptor#onRefused}. Must not block.
         *
         * @param peer who is at the other end
         * @param why which bounds
         */
        default void onRefused(String peer, Closed why) {}
    }

    /**
     * Has each connection's conversation held by a thread.
     *
     * @param environment what the handler waits by
     * @param threads where handlers run, each until its conversation is over: one that never runs a task at once. If it
     *     rejects one the connection is closed with {@link CloseReason#LIMIT_REACHED}
     * @param handler what is said
     */
    public static MessageAcceptor acceptor(Environment environment, Executor threads, Handler handler) {
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(threads, "threads");
        Objects.requireNonNull(handler, "handler");
        return new MessageAcceptor() {
            @Override
            public MessageReceiver accept(MessageConnection connection) {
                Conversation conversation = new Conversation(environment, connection);
                connection.pauseReading();
                try {
                    // Under the mark, so that whoever waits on this very thread is refused, and does not wait for ever.
                    IoThread.run(() -> threads.execute(() -> conversation.hold(handler)));
                } catch (RejectedExecutionException e) {
                    connection.close(new Closed(CloseReason.LIMIT_REACHED, "no thread is free for the conversation"));
                }
                return conversation.new Receiver();
            }

            @Override
            public void onRefused(String peer, Closed why) {
                handler.onRefused(peer, why);
            }
        };
    }

    private void hold(Handler handler) {
        try {
            handler.hold(this);
            close(new Closed(CloseReason.NORMAL, "all has been said"));
        } catch (Throwable e) {
            if (ended().isEmpty()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        () -> LogLine.event("conversation-failed")
                                .with("peer", peer())
                                .toString(),
                        e);
                close(new Closed(CloseReason.INTERNAL, e.toString()));
            } else {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        () -> LogLine.event("conversation-cut")
                                .with("peer", peer())
                                .with("detail", e.toString())
                                .toString());
            }
        }
    }

    /** Who is at the other end, for logs and statistics. */
    public String peer() {
        return connection.peer();
    }

    /**
     * Sends what is queued, and waits for the next message.
     *
     * @return what has come, the caller's own; empty when nothing more comes, as the connection has {@linkplain #ended() ended}
     * @throws DunlinException WOULD_BLOCK on a thread that serves a connection; TIMED_OUT if the thread is interrupted, whose
     *     flag stays set
     */
    public Optional<byte[]> receive() {
        IoThread.checkMayWait("receive()");
        connection.flush();
        while (true) {
            CompletableFuture<Void> come;
            lock.lock();
            try {
                byte[] next = waiting.poll();
                if (next != null || end != null) {
                    return Optional.ofNullable(next);
                }
                come = new CompletableFuture<>();
                reading = come;
                // Under the lock, as the pauses are: later it might undo one that came for a message not yet answered.
                connection.resumeReading();
            } finally {
                lock.unlock();
            }
            environment.await(come, Long.MAX_VALUE);
        }
    }

    /**
     * Queues a message, which leaves with the next {@link #flush} or {@link #receive} at the latest; waits while the peer takes
     * less than it is sent.
     *
     * @param message is the connection's from now on
     * @throws DunlinException CONNECTION_LOST if the connection has ended; WOULD_BLOCK on a thread that serves a connection;
     *     TIMED_OUT if the thread is interrupted, whose flag stays set
     */
    public void send(byte[] message) {
        Objects.requireNonNull(message, "message");
        IoThread.checkMayWait("send()");
        while (!connection.isWritable()) {
            CompletableFuture<Void> room = new CompletableFuture<>();
            lock.lock();
            try {
                checkOpen();
                writing = room;
            } finally {
                lock.unlock();
            }
            connection.flush();
            // Looked at again: it may have become writable before anybody was told to say so.
            if (!connection.isWritable()) {
                environment.await(room, Long.MAX_VALUE);
            }
        }
        lock.lock();
        try {
            checkOpen();
        } finally {
            lock.unlock();
        }
        connection.send(message);
    }

    private void checkOpen() {
        if (end != null) {
            throw new DunlinException(Reason.CONNECTION_LOST, peer() + ": the conversation is over: " + end.how());
        }
    }

    /** Sends what is queued. */
    public void flush() {
        connection.flush();
    }

    /** How many messages have come and wait to be received: for any thread. */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** How the connection has ended, if it has. */
    public Optional<End> ended() {
        lock.lock();
        try {
            return Optional.ofNullable(end);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends what is queued, then closes; wakes a handler that waits. Closing twice does nothing.
     *
     * @param how what to report as the reason
     */
    public void close(Closed how) {
        connection.close(how);
    }

    /** Takes what comes, on the connection's executor. */
    private final class Receiver implements MessageReceiver {

        @Override
        public void onMessage(byte[] message) {
            CompletableFuture<Void> reader;
            lock.lock();
            try {
                waiting.add(message);
                reader = reading;
                reading = null;
                // Under the lock: else it might come after the handler has taken all, and has resumed.
                if (waiting.size() >= MOST_WAITING) {
                    connection.pauseReading();
                }
            } finally {
                lock.unlock();
            }
            wake(reader);
        }

        /** Nothing more is read, the end neither, until all that has come is answered. */
        @Override
        public void onPause() {
            lock.lock();
            try {
                if (reading == null) {
                    connection.pauseReading();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onWritable() {
            wake(takeWriting());
        }

        @Override
        public void onClosed(Closed how, int openBytes) {
            CompletableFuture<Void> reader;
            lock.lock();
            try {
                end = new End(how, openBytes);
                reader = reading;
                reading = null;
            } finally {
                lock.unlock();
            }
            wake(reader);
            wake(takeWriting());
        }

        private @Nullable CompletableFuture<Void> takeWriting() {
            lock.lock();
            try {
                CompletableFuture<Void> writer = writing;
                writing = null;
                return writer;
            } finally {
                lock.unlock();
            }
        }

        private void wake(@Nullable CompletableFuture<Void> waiter) {
            if (waiter != null) {
                waiter.complete(null);
            }
        }
    }
}
