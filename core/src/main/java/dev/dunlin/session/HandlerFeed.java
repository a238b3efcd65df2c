package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BatchHandler;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Handler;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.transport.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Hands what has come to a handler, by tasks on an executor, one task at a time: a handler may block, and holds up neither
 * the connection nor other subscriptions.
 */
final class HandlerFeed<T> implements Feed {

    /*
     * `scheduled` is true from when a task is owed until one has found nothing to do. Who adds something makes it visible
     * first, and then changes `scheduled` from false to true and submits a task; the task, having found nothing, sets it to
     * false and looks once more. Both have a full fence between (Dekker), so nothing is left lying. The compare-and-set
     * and the volatile write order one task after another, on whatever threads they run: reading, batch and the inbox's
     * taking end belong to the task.
     */
    private static final VarHandle SCHEDULED;

    static {
        try {
            SCHEDULED = MethodHandles.lookup().findVarHandle(HandlerFeed.class, "scheduled", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How many calls a task makes before it goes to the end of the executor's queue. */
    private static final int CALLS = 1024;

    /** After how many calls the clock is read again, whether it has ticked or not. */
    private static final int CALLS_PER_READING = 64;

    private static final int MAX_BATCH = 64;
    private static final long MAX_BATCH_BYTES = 64 << 10;

    private final RemoteSubscription subscription;
    private final Codec<T> codec;
    private final BatchHandler<T> handler;
    private final int maxBatch;
    private final Executor executor;
    private final BrokerTime.Reading time;
    private final List<Message<T>> batch = new ArrayList<>();

    @SuppressWarnings("unused") // by SCHEDULED
    private boolean scheduled;

    private HandlerFeed(RemoteSubscription subscription, Codec<T> codec, BatchHandler<T> handler, int maxBatch) {
        this.subscription = subscription;
        this.codec = codec;
        this.handler = handler;
        this.maxBatch = maxBatch;
        Executor own = subscription.options().executor();
        this.executor = own != null ? own : subscription.session().environment().executor();
        this.time = subscription.session().time().reading();
    }

    static <T> HandlerFeed<T> single(RemoteSubscription subscription, Codec<T> codec, Handler<T> handler) {
        return new HandlerFeed<>(subscription, codec, batch -> handler.handle(batch.get(0)), 1);
    }

    static <T> HandlerFeed<T> batches(RemoteSubscription subscription, Codec<T> codec, BatchHandler<T> handler) {
        return new HandlerFeed<>(subscription, codec, handler, MAX_BATCH);
    }

    @Override
    public void signal() {
        // What was added was stored in release mode, which the reading below could overtake.
        VarHandle.fullFence();
        if (!(boolean) SCHEDULED.getVolatile(this) && SCHEDULED.compareAndSet(this, false, true)) {
            submit();
        }
    }

    private void submit() {
        try {
            executor.execute(this::serve);
        } catch (RejectedExecutionException e) {
            subscription.abandon(new SubscriptionEnd.Failed(new DunlinException(
                    Reason.CLOSED, subscription.pattern() + ": the subscription's executor takes no more tasks", e)));
        }
    }

    private void serve() {
        for (int call = 0; call < CALLS; call += CALLS_PER_READING) {
            time.refresh();
            if (!step() && settle()) {
                return;
            }
        }
        submit();
    }

    /** Ends serving, unless something has come. */
    private boolean settle() {
        if (subscription.isOver()) {
            subscription.inbox().clear();
        }
        SCHEDULED.setVolatile(this, false);
        VarHandle.fullFence();
        return !subscription.hasWork() || !SCHEDULED.compareAndSet(this, false, true);
    }

    /** Makes some calls of the handler; false if at last there was nothing to do, or none may be made. */
    private boolean step() {
        if (!subscription.enter()) {
            return false;
        }
        try {
            boolean took = true;
            for (int call = 0; took && call < CALLS_PER_READING; call++) {
                took = subscription.mayGoOn() && gather();
                if (!batch.isEmpty()) {
                    call();
                    batch.clear();
                }
            }
            if (!took) {
                subscription.onEmpty();
            }
            return took;
        } finally {
            batch.clear();
            subscription.leave();
        }
    }

    /** Takes and decodes what the next call is for; false if nothing is there. */
    private boolean gather() {
        long bytes = 0;
        for (int count = 0; count < maxBatch && bytes < MAX_BATCH_BYTES; count++) {
            Frame.Delivery delivery = subscription.take(time);
            if (delivery == null) {
                return count > 0;
            }
            bytes += delivery.envelope().payload().length;
            Message.Acknowledger acknowledger = subscription.handOut(delivery);
            try {
                T value = codec.decode(delivery.envelope().payload());
                batch.add(Message.of(delivery.envelope(), value, delivery.attempt(), acknowledger));
            } catch (Throwable e) {
                subscription.onFailed(delivery.envelope(), e);
            }
        }
        return true;
    }

    private void call() {
        try {
            handler.handle(batch);
        } catch (Throwable e) {
            for (Message<T> message : batch) {
                subscription.onFailed(message.envelope(), e);
            }
            return;
        }
        for (Message<T> message : batch) {
            subscription.onHandled(message.envelope());
        }
    }
}
