package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Framing;
import dev.dunlin.transport.MessageConnection;
import dev.dunlin.transport.MessageReceiver;
import dev.dunlin.transport.Transports;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a receiver, as the source has it: what is said blocks while the other side is behind, what is heard is
 * waited for. It is lost when it is broken, or when nothing was heard over it for too long: so that this is told from a target
 * that is busy, it is pinged. One thread speaks; any may close.
 */
final class Link implements AutoCloseable {

    private static final long PING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** More than a target has reason to say before it is listened to again. */
    private static final int MOST_HEARD = 100_000;

    private final Environment environment;
    private final long silenceNanos;
    private final BlockingQueue<MoveMessage> heard = new LinkedBlockingQueue<>(MOST_HEARD);
    private final AtomicLong echoed = new AtomicLong();
    private final Object monitor = new Object();
    private final MessageConnection connection;
    private volatile long heardNanos;
    private volatile @Nullable String ended;

    private Link(URI to, Environment environment, Duration silence) {
        this.environment = environment;
        this.silenceNanos = silence.toNanos();
        this.heardNanos = environment.clock().nanos();
        this.connection = environment.await(
                Transports.forAddress(to)
                        .connect(to, environment, MoveReceiver.LIMITS, Framing.lengthPrefixed(), made -> new Ear()),
                CONNECT_NANOS);
        this.heardNanos = environment.clock().nanos();
        ping();
    }

    /**
     * Connects.
     *
     * @param silence after how long without a word it is lost
     * @throws DunlinException UNREACHABLE if nobody is there
     */
    static Link open(URI to, Environment environment, Duration silence) {
        try {
            return new Link(to, environment, silence);
        } catch (java.util.concurrent.CompletionException e) {
            throw e.getCause() instanceof DunlinException fault ? fault : e;
        }
    }

    private void ping() {
        if (ended != null) {
            return;
        }
        if (environment.clock().nanos() - heardNanos > silenceNanos) {
            end("nothing was heard for " + Duration.ofNanos(silenceNanos));
            connection.close(new Closed(CloseReason.TIMED_OUT, "silence"));
            return;
        }
        if (connection.isWritable()) {
            connection.send(MoveFormat.encode(new MoveMessage.Ping()));
            connection.flush();
        }
        environment.scheduler().schedule(PING_NANOS, this::ping);
    }

    /**
     * Says something, and waits while too much of what was said is on its way.
     *
     * @throws DunlinException CONNECTION_LOST
     */
    void send(byte[] message) {
        synchronized (monitor) {
            while (!connection.isWritable() && ended == null) {
                waitBriefly();
            }
        }
        requireOpen();
        connection.send(message);
        connection.flush();
    }

    void send(MoveMessage message) {
        send(MoveFormat.encode(message));
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private void waitBriefly() {
        try {
            monitor.wait(PING_NANOS / 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DunlinException(Reason.CLOSED, "interrupted while the target is behind", e);
        }
    }

    /**
     * Waits for the next word.
     *
     * @return null if none came in time
     * @throws DunlinException CONNECTION_LOST if none can come any more
     */
    @Nullable
    MoveMessage hear(long nanos) {
        try {
            long deadline = environment.clock().nanos() + nanos;
            do {
                MoveMessage message = heard.poll(Math.min(nanos, PING_NANOS), TimeUnit.NANOSECONDS);
                if (message != null) {
                    return message;
                }
                if (heard.isEmpty()) {
                    requireOpen();
                }
            } while (environment.clock().nanos() < deadline);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DunlinException(Reason.CLOSED, "interrupted while waiting for the target", e);
        }
    }

    /** How many bytes the target has said that it has dealt with. */
    long echoed() {
        return echoed.get();
    }

    private void requireOpen() {
        String why = ended;
        if (why != null) {
            throw new DunlinException(Reason.CONNECTION_LOST, "the connection to the target is lost: " + why);
        }
    }

    private void end(String why) {
        if (ended == null) {
            ended = why;
        }
        synchronized (monitor) {
            monitor.notifyAll();
        }
    }

    @Override
    public void close() {
        end("closed");
        connection.close(new Closed(CloseReason.NORMAL, "all said"));
    }

    private final class Ear implements MessageReceiver {

        @Override
        public void onMessage(byte[] message) {
            heardNanos = environment.clock().nanos();
            MoveMessage word = MoveFormat.decode(message);
            if (word instanceof MoveMessage.Echo echo) {
                echoed.addAndGet(echo.bytes());
            } else if (!(word instanceof MoveMessage.Pong) && !heard.offer(word)) {
                throw new DunlinException(Reason.PROTOCOL, "the target says too much");
            }
        }

        @Override
        public void onWritable() {
            synchronized (monitor) {
                monitor.notifyAll();
            }
        }

        @Override
        public void onClosed(Closed how, int openBytes) {
            end(how.reason() + " " + how.detail());
        }
    }
}
