package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Framing;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.MessageConnection;
import dev.dunlin.transport.MessageReceiver;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.Transports;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Takes in processes that other hosts send, and runs them here. Safe for use by any thread. */
public final class MoveReceiver implements AutoCloseable {

    /** The bounds of a connection over which a process is moved. */
    static final TransportLimits LIMITS =
            new TransportLimits(MoveFormat.MAX_MESSAGE_BYTES, 4 << 20, 64 << 20, Duration.ofSeconds(10));

    private static final byte[] PING = MoveFormat.encode(new MoveMessage.Ping());
    private static final long PAUSE_BYTES = 8 << 20;
    private static final long BIND_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final ReceiverConfig config;
    private final Arrivals arrivals;
    private final Lane lane;
    private final Listener listener;

    private MoveReceiver(ReceiverConfig config, Arrivals arrivals) {
        this.config = config;
        this.arrivals = arrivals;
        this.lane = new Lane(config.environment().executor());
        this.listener = config.environment()
                .await(
                        Transports.forAddress(config.address())
                                .listen(
                                        config.address(),
                                        config.environment(),
                                        LIMITS,
                                        ServerMode.DEFAULT,
                                        Framing.lengthPrefixed(),
                                        Source::new),
                        BIND_NANOS);
    }

    /**
     * Listens.
     *
     * @throws DunlinException ADDRESS_UNAVAILABLE if the address is not to be had, REJECTED if the directory is not for this user alone,
     *     UNSUPPORTED if criu cannot be run
     */
    public static MoveReceiver listen(ReceiverConfig config) {
        return listen(
                config,
                (images, id, pid, begun) -> begun.containsKey(MoveFacts.ENGINE)
                        ? EngineThaw.of(config, images, begun)
                        : new CriuThaw(config.criu(), images, id, pid, config.restoreDeadline()),
                MoveFacts.here(config.criu()));
    }

    static MoveReceiver listen(ReceiverConfig config, Arrivals.ThawFactory thaws, Map<String, String> facts) {
        Arrivals arrivals = new Arrivals(config, thaws, facts);
        try {
            arrivals.open();
        } catch (IOException e) {
            throw new DunlinException(
                    Reason.REJECTED, "directory=\"" + config.directory() + "\": cannot be used: " + e.getMessage(), e);
        }
        return new MoveReceiver(config, arrivals);
    }

    /** Where it listens: the port that was chosen in the place of 0. */
    public URI address() {
        return listener.address();
    }

    /** Takes in no more. What runs here goes on. */
    @Override
    public void close() {
        config.environment().await(listener.close(), BIND_NANOS);
    }

    /** Looks now and then whether the source was heard of. */
    private void watch(Arrival arrival) {
        config.environment()
                .scheduler()
                .schedule(
                        config.hold().toNanos() / 4,
                        () -> lane.execute(() -> {
                            if (arrival.waits(
                                    config.environment().clock().nanos(),
                                    config.hold().toNanos())) {
                                watch(arrival);
                            }
                        }));
    }

    /** One connection of a source. What it says is dealt with on the receiver's lane, at most so much waiting. */
    private final class Source implements MessageReceiver, ArrivalLink {

        private final MessageConnection connection;
        private final AtomicLong waiting = new AtomicLong();
        private final AtomicBoolean comparing = new AtomicBoolean();
        private @Nullable Arrival arrival; // the lane's

        Source(MessageConnection connection) {
            this.connection = connection;
        }

        @Override
        public void onMessage(byte[] message) {
            if (message.length == 1 && message[0] == PING[0]) {
                send(new MoveMessage.Pong());
                lane.execute(this::heard);
                return;
            }
            if (waiting.addAndGet(message.length) > PAUSE_BYTES) {
                connection.pauseReading();
            }
            lane.execute(() -> {
                try {
                    take(MoveFormat.decode(message));
                } catch (DunlinException | IOException e) {
                    config.told().accept("peer=" + connection.peer() + " detail=\"" + e.getMessage() + "\"");
                    connection.close(new Closed(CloseReason.PROTOCOL, String.valueOf(e.getMessage())));
                }
                long before = waiting.getAndAdd(-message.length);
                if (before > PAUSE_BYTES / 2 && before - message.length <= PAUSE_BYTES / 2) {
                    connection.resumeReading();
                }
            });
        }

        private void heard() {
            if (arrival != null) {
                arrival.heard(this, config.environment().clock().nanos());
            }
        }

        private void take(MoveMessage message) throws IOException {
            heard();
            if (arrival != null && message instanceof MoveMessage.Files files) {
                compare(files);
            } else if (arrival != null) {
                arrival.take(this, message);
            } else if (message instanceof MoveMessage.Begin begin) {
                arrival = arrivals.begin(this, begin);
                heard();
                watch(arrival);
            } else {
                throw new DunlinException(
                        Reason.PROTOCOL, message.getClass().getSimpleName() + " came before a migration had begun");
            }
        }

        /** Beside the lane, as it may take long. */
        private void compare(MoveMessage.Files files) {
            if (!comparing.compareAndSet(false, true)) {
                throw new DunlinException(Reason.PROTOCOL, "more files came before the last were compared");
            }
            config.environment().executor().execute(() -> {
                MoveMessage.Differences differences = FileLists.compare(files);
                comparing.set(false);
                send(differences);
            });
        }

        @Override
        public void onClosed(Closed how, int openBytes) {
            lane.execute(() -> {
                if (arrival != null) {
                    arrival.lost(this);
                }
            });
        }

        @Override
        public void send(MoveMessage message) {
            connection.send(MoveFormat.encode(message));
            connection.flush();
        }

        @Override
        public void close(String why) {
            connection.close(new Closed(CloseReason.NORMAL, why));
        }
    }
}
