package dev.dunlin.simulation.drill;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.Topic;
import dev.dunlin.environment.Environment;
import dev.dunlin.simulation.Host;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Publishes one message after another, and never more at once than may be unacknowledged. */
final class DrillPublisher {

    private static final int MOST_UNACKNOWLEDGED = 32;
    private static final int SHORTEST_MILLIS = 5;
    private static final int LONGEST_MILLIS = 2_000;

    private final Host host;
    private final BrokerDrill.Plan plan;
    private final DeliveryRecord record;
    private @Nullable Topic<String> topic;
    private @Nullable Environment began;
    private int lives;
    private int next;
    private int open;
    private long acknowledged;
    private long refused;

    DrillPublisher(Host host, BrokerDrill.Plan plan, DeliveryRecord record) {
        this.host = host;
        this.plan = plan;
        this.record = record;
    }

    Host host() {
        return host;
    }

    /** Publishes the rest, over a connection of the host's present life. */
    void begin(Topic<String> to) {
        lives++;
        began = host.environment();
        topic = to;
        open = 0;
        publish();
    }

    /** Whether nothing more will come of it: a host that is down publishes nothing, nor one that never reached a broker again. */
    @SuppressWarnings("ReferenceEquality") // a life of the host's or another
    boolean isDone(boolean thereIsABroker) {
        if (!host.isUp()) {
            return true;
        }
        if (began != host.environment()) {
            return !thereIsABroker;
        }
        return next == plan.messages() && open == 0;
    }

    long published() {
        return next;
    }

    long acknowledged() {
        return acknowledged;
    }

    long refused() {
        return refused;
    }

    @Override
    public String toString() {
        return host.name() + " has published " + next + " of " + plan.messages() + " and waits for " + open;
    }

    private void publish() {
        if (next == plan.messages()) {
            return;
        }
        if (open < MOST_UNACKNOWLEDGED) {
            one(Objects.requireNonNull(topic, "topic"));
        }
        host.environment().scheduler().schedule(plan.every().toNanos(), this::publish);
    }

    /** Every other message lives for ever; the rest for 5 ms to 2 s. */
    private void one(Topic<String> to) {
        // Another life is another publisher: what is on its way from an earlier one may come later.
        String value = host.name() + (lives == 1 ? "" : "." + lives) + ":" + next;
        boolean forEver = next % 2 == 0;
        next++;
        record.onPublish(value);
        PublishOptions options = forEver
                ? PublishOptions.DEFAULT
                : PublishOptions.ttl(Duration.ofMillis(
                        SHORTEST_MILLIS + host.environment().random().nextInt(LONGEST_MILLIS)));
        Receipt receipt;
        try {
            receipt = to.publish(value, options);
        } catch (DunlinException e) {
            refused(value, e);
            return;
        }
        open++;
        var unused = receipt.acknowledged().whenComplete((kept, failure) -> settle(to, value, forEver, kept, failure));
    }

    private void settle(
            Topic<String> to, String value, boolean forEver, @Nullable Receipt kept, @Nullable Throwable failure) {
        open--;
        if (kept != null) {
            acknowledged++;
        }
        if (kept != null && forEver) {
            record.onAcknowledged(to.broker().epoch(), kept.sequence(), value);
        } else if (failure != null) {
            refused(value, failure.getCause() == null ? failure : failure.getCause());
        }
    }

    /** Faults of the network and of hosts may refuse a publish; none of them makes a peer break the protocol. */
    private void refused(String value, Throwable why) {
        refused++;
        if (!(why instanceof DunlinException fault) || fault.reason() == DunlinException.Reason.PROTOCOL) {
            record.violation("publish", value + " met " + why);
        }
    }
}
