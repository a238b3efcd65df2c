package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Position;
import dev.dunlin.transport.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a client's subscription says to the server: that it begins, which messages were dealt with, how much more may come,
 * that it ends. Said by any thread; gathered here, and sent in its turn among the client's other calls, so that a message
 * published before an acknowledgement leaves before it.
 */
final class Upstream implements Outbound.Call {

    /*
     * `queued` is true while this is in the proxy's queue, where it is at most once. Who says something stores it under
     * the lock, and then queues this unless it is queued; sending sets `queued` to false before it takes what was said.
     *
     * number, left, withheldBytes and outstandingBytes belong to the connection's executor. Credit: what was granted is
     * either outstanding (the server may still send it), or spent (it has come). While a tracked subscription is paused,
     * what is outstanding is taken back, so that a group's messages go to the other members; resuming grants it again.
     * Each pause() and resume() queues this after it has changed the subscription's state: the last to be sent sees it.
     */

    /** How many fates of messages may wait to be sent; beyond, they are forgotten, and those messages come again. */
    private static final int MAX_FATES = 1 << 16;

    private static final int FATES_PER_FRAME = 4096;

    private record Place(String topic, long sequence) {}

    private final ClientSession session;
    private final ClientLink link;
    private final RemoteSubscription subscription;
    private final long creditBytes;
    private final int maxHanded;
    private final AtomicBoolean queued = new AtomicBoolean();
    private final Object lock = new Object();

    /** Guarded by the lock, as are the next four. Messages to be acknowledged by hand, oldest first. */
    private final Map<Place, Envelope> handed = new LinkedHashMap<>();

    private Map<String, List<Long>> acknowledged = new LinkedHashMap<>();
    private Map<String, List<Long>> rejected = new LinkedHashMap<>();
    private int fates;
    private long grantBytes;
    private boolean leaving;

    private long number;
    private long outstandingBytes;
    private long withheldBytes;
    private boolean left;

    Upstream(ClientSession session, RemoteSubscription subscription, long creditBytes, int maxUnacknowledged) {
        this.session = session;
        this.link = session.link();
        this.subscription = subscription;
        this.creditBytes = creditBytes;
        this.maxHanded = (int) Math.min(Integer.MAX_VALUE, 2L * maxUnacknowledged);
    }

    /** Opens the subscription. */
    void open() {
        queued.set(true);
        session.proxy().submit(this);
    }

    /** A message is handed out that is to be acknowledged by hand. */
    void handOut(Envelope envelope) {
        synchronized (lock) {
            handed.put(new Place(envelope.topic(), envelope.sequence()), envelope);
            if (handed.size() > maxHanded) {
                // More than the server would leave unacknowledged: the oldest was given up there.
                handed.remove(handed.keySet().iterator().next());
            }
        }
    }

    /** The message if it was handed out and nothing said of it, which is done now; or null. */
    @Nullable
    Envelope takeBack(String topic, long sequence) {
        synchronized (lock) {
            return handed.remove(new Place(topic, sequence));
        }
    }

    /** Nothing that was handed out counts any more. */
    void forgetHanded() {
        synchronized (lock) {
            handed.clear();
        }
    }

    /** A message was dealt with, or could not be. */
    void tellFate(Envelope envelope, boolean well) {
        synchronized (lock) {
            if (fates >= MAX_FATES) {
                return;
            }
            fates++;
            Map<String, List<Long>> told = well ? acknowledged : rejected;
            told.computeIfAbsent(envelope.topic(), name -> new ArrayList<>()).add(envelope.sequence());
        }
        signal();
    }

    /** More may come. */
    void grant(long bytes) {
        synchronized (lock) {
            grantBytes += bytes;
        }
        signal();
    }

    /** The subscription is paused, or goes on. */
    void steer() {
        if (subscription.isTracked()) {
            signal();
        }
    }

    /** Ends the subscription, after all that was said before. */
    void leave() {
        synchronized (lock) {
            leaving = true;
        }
        signal();
    }

    /** So many bytes have come. On the executor. */
    void spent(long bytes) {
        outstandingBytes -= bytes;
    }

    private void signal() {
        if (!queued.get()
                && queued.compareAndSet(false, true)
                && !session.proxy().trySubmit(this)) {
            session.proxy().submitApart(this);
        }
    }

    @Override
    public void fail(DunlinException fault) {
        // The session tells the subscription of its end.
    }

    @Override
    public void send() {
        queued.set(false);
        boolean leave;
        long grant;
        Map<String, List<Long>> dealtWith;
        Map<String, List<Long>> refused;
        synchronized (lock) {
            dealtWith = acknowledged;
            refused = rejected;
            acknowledged = new LinkedHashMap<>();
            rejected = new LinkedHashMap<>();
            fates = 0;
            grant = grantBytes;
            grantBytes = 0;
            leave = leaving;
        }
        if (left) {
            return;
        }
        if (number == 0) {
            left = leave;
            if (!leave) {
                begin();
            }
            return;
        }
        inFrames(dealtWith, (topic, sequences) -> new Frame.Acknowledge(number, topic, sequences));
        inFrames(refused, (topic, sequences) -> new Frame.Reject(number, topic, sequences));
        if (leave) {
            left = true;
            session.roster().forget(number);
            link.send(new Frame.Unsubscribe(number));
        } else {
            balance(grant);
        }
    }

    private void inFrames(Map<String, List<Long>> told, BiFunction<String, List<Long>, Frame> frame) {
        told.forEach((topic, sequences) -> {
            for (int from = 0; from < sequences.size(); from += FATES_PER_FRAME) {
                int to = Math.min(sequences.size(), from + FATES_PER_FRAME);
                link.send(frame.apply(topic, sequences.subList(from, to)));
            }
        });
    }

    private void begin() {
        number = session.roster().register(subscription);
        withheldBytes = withholds() ? creditBytes : 0;
        outstandingBytes = creditBytes - withheldBytes;
        link.send(new Frame.Subscribe(
                number,
                subscription.pattern(),
                subscription.terms(subscription.options().from()),
                outstandingBytes));
    }

    /**
     * The connection is another: opens the subscription again, for as much as the server could still have sent. What was
     * said of messages and had not left is forgotten; the server hands those out again. On the executor.
     *
     * @param from where to start
     * @param epoch which broker the position is of, or 0 for any
     */
    void openAgain(Position from, long epoch) {
        synchronized (lock) {
            acknowledged = new LinkedHashMap<>();
            rejected = new LinkedHashMap<>();
            fates = 0;
            left |= leaving;
        }
        if (left) {
            session.roster().forget(number);
            return;
        }
        long credit = Math.max(0, outstandingBytes);
        link.send(new Frame.Subscribe(number, subscription.pattern(), subscription.terms(from), credit, epoch));
        if (outstandingBytes < 0) {
            link.send(new Frame.Credit(number, outstandingBytes));
        }
    }

    private boolean withholds() {
        return subscription.isTracked() && subscription.isPaused();
    }

    /** Grants what is due, or takes back what is not to be used. */
    private void balance(long grant) {
        boolean withhold = withholds();
        long back = withhold ? Math.max(0, outstandingBytes) : 0;
        long give = withhold ? 0 : withheldBytes + grant;
        withheldBytes += grant + back - give;
        credit(give - back);
    }

    private void credit(long bytes) {
        if (bytes != 0) {
            outstandingBytes += bytes;
            link.send(new Frame.Credit(number, bytes));
        }
    }
}
