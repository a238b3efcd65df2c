package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.SubscriptionStats;
import dev.dunlin.broker.Ttl;
import dev.dunlin.link.LogLine;
import dev.dunlin.transport.Frame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A subscription at a distance, as its owner sees it. What comes for it waits in an {@link Inbox} until its {@link Feed}
 * takes it; what it has to say goes {@link Upstream}.
 */
final class RemoteSubscription implements Subscription, Message.Acknowledger {

    /*
     * `phase` holds three bits. CALLING: handler calls are on their way. PAUSED, OVER: none may begin. A feed begins calls by
     * a compare-and-set from "no bit" to CALLING, and looks at `phase` (volatile) before each that follows, so that after
     * pause() or close() returns no call begins; the call that was on its way then is the last, and its end completes
     * `ended`.
     *
     * `lastWord` is what the server, or the connection's end, said last. What has come before it is still handed out, so a
     * feed ends the subscription when it finds the inbox empty and a last word; unless it is paused, or tracked: then
     * nothing that was handed out here counts any more, and it ends at once.
     */
    private static final Logger LOG = System.getLogger("dev.dunlin.session");

    /** How many topics' gaps are told when the broker is another. */
    private static final int MOST_GAPS_TOLD = 1_000;

    private static final int CALLING = 1;
    private static final int PAUSED = 2;
    private static final int OVER = 4;

    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(RemoteSubscription.class, "phase", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ClientSession session;
    private final String pattern;
    private final SubscribeOptions options;
    private final boolean tracked;
    private final long ackTimeoutNanos;
    private final Inbox inbox;
    private final Progress progress;
    private final Upstream upstream;
    private final CompletableFuture<Void> established = new CompletableFuture<>();
    private final CompletableFuture<SubscriptionEnd> ended = new CompletableFuture<>();
    private final AtomicReference<@Nullable SubscriptionEnd> end = new AtomicReference<>();
    private final SubscriptionTally tally = new SubscriptionTally();
    private volatile int phase;
    private volatile @Nullable SubscriptionEnd lastWord;
    private volatile @Nullable Feed feed;

    RemoteSubscription(ClientSession session, String pattern, SubscribeOptions options) {
        this.session = session;
        this.pattern = pattern;
        this.options = options;
        this.tracked = options.group() != null || options.manual() || options.maxAttempts() > 1;
        this.ackTimeoutNanos = options.ackTimeout().equals(Ttl.FOREVER)
                ? Long.MAX_VALUE
                : options.ackTimeout().toNanos();
        this.phase = options.paused() ? PAUSED : 0;
        long creditBytes = Math.min(session.config().creditBytes(), options.maxUnconsumedBytes());
        this.progress = new Progress(options, tracked);
        this.upstream = new Upstream(session, this, creditBytes, options.maxUnacknowledged());
        this.inbox = new Inbox(creditBytes, session.maxMessageBytes(), upstream::grant);
    }

    /**
     * Opens it.
     *
     * @throws DunlinException CLOSED if the session has ended, LIMIT_REACHED if too many calls wait to be sent
     */
    RemoteSubscription open(Feed to) {
        feed = to;
        session.enter(this);
        try {
            upstream.open();
        } catch (DunlinException e) {
            session.leave(this);
            throw e;
        }
        return this;
    }

    /** How it behaves, as the server is told. What is tracked is acknowledged by this side, so by hand. */
    Frame.Terms terms(Position from) {
        int unacknowledged = options.manual()
                ? options.maxUnacknowledged()
                : Math.min(options.maxUnacknowledged(), session.config().prefetch());
        return new Frame.Terms(
                from,
                options.group(),
                tracked,
                ackTimeoutNanos == Long.MAX_VALUE
                        ? Envelope.NEVER
                        : options.ackTimeout().toMillis(),
                options.maxAttempts(),
                options.deadLetterTopic(),
                unacknowledged,
                options.overload(),
                options.maxUnconsumedBytes());
    }

    ClientSession session() {
        return session;
    }

    SubscribeOptions options() {
        return options;
    }

    Inbox inbox() {
        return inbox;
    }

    /** Whether the fate of each message is followed. */
    boolean isTracked() {
        return tracked;
    }

    boolean isPaused() {
        return (phase & PAUSED) != 0;
    }

    boolean isOver() {
        return (phase & OVER) != 0;
    }

    /** Whether a feed would find something to do. */
    boolean hasWork() {
        return (phase & (PAUSED | OVER)) == 0 && (inbox.hasNext() || lastWord != null);
    }

    // What the server says: on the connection's executor.

    void onSubscribed(Frame.Subscribed frame) {
        progress.established(frame);
        established.complete(null);
    }

    /** Messages have come; gives whether there is something to take now, of which {@link #signal} is to tell. */
    boolean onDeliver(List<Frame.Delivery> deliveries) {
        long bytes = 0;
        for (Frame.Delivery delivery : deliveries) {
            bytes += delivery.envelope().costBytes();
        }
        upstream.spent(bytes);
        if (isOver()) {
            return false;
        }
        List<Envelope> settledBefore = new ArrayList<>(0);
        List<Frame.Delivery> wanted = progress.arrived(deliveries, settledBefore);
        if (wanted.size() < deliveries.size()) {
            long wantedBytes = 0;
            for (Frame.Delivery delivery : wanted) {
                wantedBytes += delivery.envelope().costBytes();
            }
            upstream.grant(bytes - wantedBytes);
            bytes = wantedBytes;
            settledBefore.forEach(envelope -> upstream.tellFate(envelope, true));
        }
        if (wanted.isEmpty()) {
            return false;
        }
        inbox.put(wanted, bytes, tracked ? session.environment().clock().nanos() : 0);
        return true;
    }

    void onSkipped(Gap gap) {
        if (!isOver()) {
            progress.missed(gap);
            inbox.put(gap);
            signal();
        }
    }

    /** The connection has ended, and there will be another. */
    void onLost() {
        if (options.group() != null) {
            // The others in the group, or this one again, are handed what waits here.
            inbox.voidAll();
        }
    }

    /**
     * There is another connection.
     *
     * @param epoch which broker it leads to
     * @param same whether that is the one as before
     */
    void onResumed(long epoch, boolean same) {
        if (!same) {
            if (tracked) {
                inbox.voidAll();
                upstream.forgetHanded();
            }
            List<Gap> gaps = progress.beginAnew();
            gaps.subList(0, Math.min(gaps.size(), MOST_GAPS_TOLD)).forEach(inbox::put);
            signal();
        }
        Position from = progress.goOn();
        upstream.openAgain(from, from instanceof Position.Each ? epoch : 0);
    }

    /** Nothing more will come. */
    void onEnded(SubscriptionEnd how) {
        lastWord = how;
        if (tracked || isPaused()) {
            finish(how);
        } else {
            signal();
        }
    }

    /** Tells the one who takes that something is there. */
    void signal() {
        Feed to = feed;
        if (to != null) {
            to.signal();
        }
    }

    // What a feed does: one thread at a time.

    /** Begins handler calls, unless none may begin. */
    boolean enter() {
        return PHASE.compareAndSet(this, 0, CALLING);
    }

    /** Whether another call may begin, after {@link #enter()}. */
    boolean mayGoOn() {
        return (phase & (PAUSED | OVER)) == 0;
    }

    /** The last of the calls has returned. */
    void leave() {
        int before = (int) PHASE.getAndBitwiseAnd(this, ~CALLING);
        if ((before & OVER) != 0) {
            complete();
        }
    }

    /** Nothing is left in the inbox: ends the subscription if that was all. */
    void onEmpty() {
        SubscriptionEnd how = lastWord;
        if (how != null && !inbox.hasNext()) {
            finish(how);
        }
    }

    /** Takes the next message that may be handed out, or null if none is there. */
    Frame.@Nullable Delivery take(BrokerTime.Reading time) {
        while (true) {
            Frame.Delivery delivery = inbox.take(this::tellGap);
            if (delivery == null) {
                return null;
            }
            if (time.isPast(delivery.envelope())) {
                tally.expired();
                if (tracked) {
                    progress.expired(delivery.envelope());
                    upstream.tellFate(delivery.envelope(), false);
                }
            } else if (tracked && isNotOursAnyMore()) {
                tally.skipped(1);
            } else {
                return delivery;
            }
        }
    }

    /** Whether a message has waited here for so long that the server hands it out again. */
    private boolean isNotOursAnyMore() {
        return session.environment().clock().nanos() - inbox.takenArrivalNanos() >= ackTimeoutNanos;
    }

    private void tellGap(Gap gap) {
        tally.skipped(Math.max(0, gap.count()));
        session.tell(new BrokerEvent.Skipped(pattern, gap));
        try {
            options.onGap().accept(gap);
        } catch (Throwable e) {
            LOG.log(
                    Level.WARNING,
                    () -> line("gap-listener-failed").with("failure", e).toString());
        }
    }

    private LogLine line(String event) {
        return LogLine.event(event).with("pattern", pattern);
    }

    /** A message is handed out now; gives who is to be told of its fate, or null if nobody. */
    Message.@Nullable Acknowledger handOut(Frame.Delivery delivery) {
        tally.delivered(delivery.attempt());
        progress.handOut(delivery.envelope());
        if (!options.manual()) {
            return null;
        }
        upstream.handOut(delivery.envelope());
        return this;
    }

    /** Its handler has returned. */
    void onHandled(Envelope envelope) {
        if (!options.manual()) {
            tally.acknowledged();
            if (tracked) {
                tellFate(envelope, true);
            }
        }
    }

    private void tellFate(Envelope envelope, boolean well) {
        if (progress.settle(envelope, well)) {
            upstream.tellFate(envelope, well);
        }
    }

    /** Its handler, or its codec, has thrown. */
    void onFailed(Envelope envelope, Throwable failure) {
        long failures = tally.failed();
        // Each at first, then ever fewer: a handler that always fails does not flood the log.
        Level level = Long.bitCount(failures) == 1 ? Level.WARNING : Level.DEBUG;
        LOG.log(
                level,
                () -> line("handler-failed")
                        .with("message", envelope)
                        .with("failures", failures)
                        .with("failure", failure)
                        .toString());
        session.tell(new BrokerEvent.HandlerFailed(pattern, envelope, failure));
        boolean open = !options.manual() || upstream.takeBack(envelope.topic(), envelope.sequence()) != null;
        if (tracked && open) {
            tellFate(envelope, false);
        }
    }

    // What the owner says: any thread.

    @Override
    public String pattern() {
        return pattern;
    }

    @Override
    public CompletionStage<Void> established() {
        return established;
    }

    @Override
    public CompletionStage<SubscriptionEnd> ended() {
        return ended;
    }

    @Override
    public void pause() {
        PHASE.getAndBitwiseOr(this, PAUSED);
        SubscriptionEnd how = lastWord;
        if (how != null) {
            finish(how);
        } else {
            upstream.steer();
        }
    }

    @Override
    public void resume() {
        PHASE.getAndBitwiseAnd(this, ~PAUSED);
        upstream.steer();
        signal();
    }

    @Override
    public void acknowledge(Envelope envelope) {
        acknowledge(envelope.topic(), envelope.sequence());
    }

    @Override
    public void reject(Envelope envelope) {
        reject(envelope.topic(), envelope.sequence());
    }

    @Override
    public void acknowledge(String topic, long sequence) {
        Envelope envelope = upstream.takeBack(Objects.requireNonNull(topic, "topic"), sequence);
        if (envelope != null) {
            tally.acknowledged();
            tellFate(envelope, true);
        }
    }

    @Override
    public void reject(String topic, long sequence) {
        Envelope envelope = upstream.takeBack(Objects.requireNonNull(topic, "topic"), sequence);
        if (envelope != null) {
            tellFate(envelope, false);
        }
    }

    @Override
    public Map<String, Long> positions() {
        return progress.positions();
    }

    @Override
    public SubscriptionStats stats() {
        return tally.snapshot(pattern, inbox);
    }

    @Override
    public void close() {
        abandon(new SubscriptionEnd.Cancelled());
    }

    /** Ends it for a reason on this side, and tells the server. */
    void abandon(SubscriptionEnd how) {
        if (finish(how)) {
            upstream.leave();
        }
    }

    /** Why it has ended; null while it has not. */
    @Nullable
    SubscriptionEnd end() {
        return end.get();
    }

    /** Ends it; false if it has ended already. */
    boolean finish(SubscriptionEnd how) {
        if (!end.compareAndSet(null, how)) {
            return false;
        }
        int before = (int) PHASE.getAndBitwiseOr(this, OVER);
        session.leave(this);
        if ((before & CALLING) == 0) {
            complete();
        }
        return true;
    }

    private void complete() {
        SubscriptionEnd how = Objects.requireNonNull(end.get());
        established.completeExceptionally(faultOf(how));
        session.tell(new BrokerEvent.SubscriptionEnded(pattern, how));
        ended.complete(how);
        signal();
    }

    /** An end as the fault that others meet because of it. */
    static DunlinException faultOf(SubscriptionEnd how) {
        if (how instanceof SubscriptionEnd.Failed failed) {
            DunlinException cause = failed.cause();
            return new DunlinException(cause.reason(), String.valueOf(cause.getMessage()), cause);
        }
        if (how instanceof SubscriptionEnd.Overloaded overloaded) {
            return new DunlinException(
                    Reason.SUBSCRIBER_BEHIND,
                    "the subscription has ended: " + overloaded.unconsumedBytes() + " bytes waited, maxUnconsumedBytes="
                            + overloaded.maxUnconsumedBytes());
        }
        String why = how instanceof SubscriptionEnd.BrokerClosed ? "the broker has been closed" : "it has been closed";
        return new DunlinException(Reason.CLOSED, "the subscription has ended: " + why);
    }
}
