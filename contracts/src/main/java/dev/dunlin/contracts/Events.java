package dev.dunlin.contracts;

import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.broker.BrokerListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a broker's listener was told. Safe for use by any thread. */
public final class Events implements BrokerListener {

    private final World world;
    private final List<BrokerEvent> events = new CopyOnWriteArrayList<>();

    Events(World world) {
        this.world = world;
    }

    @Override
    public void on(BrokerEvent event) {
        events.add(event);
        world.pulse();
    }

    /** All of one kind, in the order in which they were told. */
    public <E extends BrokerEvent> List<E> of(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
