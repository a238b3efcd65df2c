package dev.dunlin.benchmarks.modes;

import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Framing;
import dev.dunlin.transport.MessageConnection;
import dev.dunlin.transport.MessageReceiver;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.Transports;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A client that asks its questions one after the other, leaves, and is followed by another. For its connection's executor. */
final class Asker implements MessageReceiver {

    private static final Framing FRAMING = Framing.delimited('.', '?');
    private static final byte[] QUESTION = "Beautiful is better than".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "ugly".getBytes(StandardCharsets.US_ASCII);
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final AphorismLoad load;
    private final boolean dawdles;
    private final long begun;
    private final MessageConnection connection;
    private int answers;
    private long asked;

    private Asker(AphorismLoad load, boolean dawdles, long begun, MessageConnection connection) {
        this.load = load;
        this.dawdles = dawdles;
        this.begun = begun;
        this.connection = connection;
    }

    /** Connects, until it can, and asks. */
    static void begin(AphorismLoad load, boolean dawdles) {
        long begun = load.environment().clock().nanos();
        Transports.forAddress(load.address())
                .connect(load.address(), load.environment(), TransportLimits.DEFAULT, FRAMING, made -> {
                    Asker asker = new Asker(load, dawdles, begun, made);
                    asker.ask();
                    return asker;
                })
                .whenComplete((made, failure) -> {
                    if (failure != null) {
                        load.environment().scheduler().schedule(AGAIN_NANOS, () -> begin(load, dawdles));
                    }
                });
    }

    private void ask() {
        asked = load.environment().clock().nanos();
        connection.send(QUESTION);
        connection.flush();
    }

    @Override
    public void onMessage(byte[] answer) {
        if (!Arrays.equals(answer, ANSWER)) {
            throw new IllegalStateException("answered: " + new String(answer, StandardCharsets.US_ASCII));
        }
        long now = load.environment().clock().nanos();
        load.answered(now - asked);
        if (++answers == 1) {
            load.firstAnswered(now - begun);
        }
        long pause = load.pauseMillis(dawdles);
        if (answers == AphorismLoad.QUESTIONS) {
            connection.close(new Closed(CloseReason.NORMAL, "all is asked"));
        } else if (pause == 0) {
            ask();
        } else {
            load.environment()
                    .scheduler()
                    .schedule(
                            TimeUnit.MILLISECONDS.toNanos(pause),
                            () -> connection.executor().execute(this::ask));
        }
    }

    @Override
    public void onClosed(Closed how, int openBytes) {
        begin(load, dawdles);
    }
}
