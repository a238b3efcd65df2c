package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.broker.Ttl;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Opens, steers and closes a client's subscriptions. For the connection's executor.
 *
 * <p>What names a subscription that was open once is ignored: the client may have sent it before it learned of the end.
 */
final class SubscriptionAdapter {

    private final Broker broker;
    private final Environment environment;
    private final ServerLink link;
    private final ServerCounters counters;
    private final int maxSubscriptions;
    private final int batchBytes;

    /** What runs deliveries, or null for the broker's workers. */
    private final @Nullable Executor deliveries;

    private final Map<Long, ServedSubscription> open = new HashMap<>();
    private long lastNumber;

    SubscriptionAdapter(
            Broker broker, Environment environment, ServerConfig config, ServerLink link, ServerCounters counters) {
        this.broker = broker;
        this.environment = environment;
        this.link = link;
        this.counters = counters;
        this.maxSubscriptions = config.maxSubscriptions();
        this.batchBytes = Math.min(config.batchBytes(), Protocol.maxMessageBytes(config.limits()));
        this.deliveries = config.mode().deliversInTurn() ? link::execute : null;
    }

    void onSubscribe(Frame.Subscribe frame) {
        long number = frame.subscription();
        if (number <= lastNumber || frame.creditBytes() < 0) {
            throw new ProtocolFault("Subscribe subscription=" + number + " creditBytes=" + frame.creditBytes()
                    + ": the numbers must grow, the last was " + lastNumber + "; credit is not negative");
        }
        lastNumber = number;
        if (frame.epoch() != 0 && frame.epoch() != broker.epoch()) {
            refuse(
                    number,
                    Reason.REJECTED,
                    "the positions are of epoch " + frame.epoch() + ", this broker's is " + broker.epoch()
                            + ": its sequences are others");
            return;
        }
        if (open.size() >= maxSubscriptions) {
            refuse(number, Reason.LIMIT_REACHED, open.size() + " subscriptions are open on this connection, its limit");
            return;
        }
        try {
            open(frame);
        } catch (DunlinException e) {
            refuse(number, e.reason(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            refuse(number, Reason.REJECTED, String.valueOf(e.getMessage()));
        }
    }

    private void open(Frame.Subscribe frame) {
        long number = frame.subscription();
        long beforeMillis = environment.clock().tickMillis();
        ServedSubscription served = new ServedSubscription(frame, link, counters, environment.clock(), batchBytes);
        SubscribeOptions options = options(frame.terms(), served);
        Subscription made = broker.subscribeBatches(frame.pattern(), Codec.bytes(), options, served::onBatch);
        open.put(number, served);
        served.opened(made, frame.terms().from() instanceof Position.Latest && link.isResumable(), beforeMillis);
        whenEstablished(made, served);
        made.ended()
                .whenComplete((end, failure) -> link.execute(() -> {
                    served.onEnded(endOf(end, failure));
                    forgetIfOver(number, served);
                }));
    }

    /** At once where the broker is in this process, so that the answer is not overtaken by those that follow. */
    private void whenEstablished(Subscription made, ServedSubscription served) {
        if (made.established().toCompletableFuture().isDone()) {
            if (!made.established().toCompletableFuture().isCompletedExceptionally()) {
                served.onEstablished();
            }
            return;
        }
        made.established().whenComplete((done, failure) -> {
            if (failure == null) {
                link.execute(served::onEstablished);
            }
        });
    }

    private static SubscriptionEnd endOf(@Nullable SubscriptionEnd end, @Nullable Throwable failure) {
        if (end != null) {
            return end;
        }
        return new SubscriptionEnd.Failed(new DunlinException(Reason.CLOSED, String.valueOf(failure), failure));
    }

    private void forgetIfOver(long number, ServedSubscription served) {
        if (served.isOver()) {
            open.remove(number, served);
        }
    }

    private void refuse(long number, Reason reason, String detail) {
        counters.refused(reason, 1);
        link.answer(new Frame.Ended(number, new SubscriptionEnd.Failed(new DunlinException(reason, detail))));
    }

    private SubscribeOptions options(Frame.Terms terms, ServedSubscription served) {
        SubscribeOptions.Builder options = SubscribeOptions.builder()
                .from(terms.from())
                .ackTimeout(duration(terms.ackTimeoutMillis()))
                .maxAttempts(terms.maxAttempts())
                .maxUnacknowledged(terms.maxUnacknowledged())
                .overload(terms.overload(), terms.maxUnconsumedBytes())
                .onGap(served::onGap)
                .paused();
        if (deliveries != null) {
            options.executor(deliveries);
        }
        if (terms.group() != null) {
            options.group(terms.group());
        }
        if (terms.deadLetterTopic() != null) {
            options.deadLetterTopic(terms.deadLetterTopic());
        }
        if (terms.manual()) {
            options.manual();
        }
        return options.build();
    }

    private static Duration duration(long millis) {
        return millis == Envelope.NEVER ? Ttl.FOREVER : Duration.ofMillis(millis);
    }

    void onUnsubscribe(Frame.Unsubscribe frame) {
        ServedSubscription served = find(frame.subscription());
        if (served != null) {
            open.remove(frame.subscription());
            served.close();
        }
    }

    void onCredit(Frame.Credit frame) {
        ServedSubscription served = find(frame.subscription());
        if (served != null) {
            served.onCredit(frame.bytes());
            forgetIfOver(frame.subscription(), served);
        }
    }

    void onAcknowledge(Frame.Acknowledge frame) {
        ServedSubscription served = find(frame.subscription());
        if (served != null) {
            served.acknowledge(frame.topic(), frame.sequences());
        }
    }

    void onReject(Frame.Reject frame) {
        ServedSubscription served = find(frame.subscription());
        if (served != null) {
            served.reject(frame.topic(), frame.sequences());
        }
    }

    /** The subscription of a number; null if it was closed. */
    private @Nullable ServedSubscription find(long number) {
        if (number <= 0 || number > lastNumber) {
            throw new ProtocolFault("subscription=" + number + ": was never opened, the last was " + lastNumber);
        }
        return open.get(number);
    }

    void onWritable() {
        for (Map.Entry<Long, ServedSubscription> entry : List.copyOf(open.entrySet())) {
            entry.getValue().onWritable();
            forgetIfOver(entry.getKey(), entry.getValue());
        }
    }

    /** Ends them all: the client is gone. */
    void close() {
        List<ServedSubscription> all = new ArrayList<>(open.values());
        open.clear();
        all.forEach(ServedSubscription::close);
    }
}
