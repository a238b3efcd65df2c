package dev.dunlin.simulation.drill;

import dev.dunlin.broker.Subscription;
import dev.dunlin.simulation.Host;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches from a host of its own; after a crash of that host it is another subscriber, under another name. */
final class DrillSubscriber {

    private final Host host;
    private final DeliveryRecord record;
    private int lives;
    private String shown = "";
    private @Nullable Subscription subscription;
    private boolean ended;

    DrillSubscriber(Host host, DeliveryRecord record) {
        this.host = host;
        this.record = record;
    }

    Host host() {
        return host;
    }

    /** Its name in the record from now on. */
    String begin() {
        forget();
        lives++;
        shown = lives == 1 ? host.name() : host.name() + "." + lives;
        ended = false;
        record.onSubscriber(shown);
        return shown;
    }

    /** It is no more: nothing is owed to it. */
    void forget() {
        subscription = null;
        if (!shown.isEmpty()) {
            record.onGone(shown);
        }
    }

    void watches(Subscription by) {
        subscription = by;
        var unused = by.ended().whenComplete((end, failure) -> ended = true);
    }

    void ifWatching(Consumer<Subscription> task) {
        if (subscription != null && host.isUp()) {
            task.accept(subscription);
        }
    }

    boolean hasEnded() {
        return ended && host.isUp();
    }

    /** Whether it has nothing to wait for if there is no broker any more. */
    boolean isOver() {
        return ended || subscription == null || !host.isUp();
    }

    @Override
    public String toString() {
        return shown + (ended ? " has ended" : " watches");
    }
}
