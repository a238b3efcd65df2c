package dev.dunlin.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client's open subscriptions by their numbers, over all connections of its session. For the session's executor. */
final class Roster {

    private final Map<Long, RemoteSubscription> open = new LinkedHashMap<>();
    private long lastNumber;

    /** Gives a subscription its number: it is opened now. */
    long register(RemoteSubscription subscription) {
        open.put(++lastNumber, subscription);
        return lastNumber;
    }

    /** Nothing that comes for a subscription is wanted any more. */
    void forget(long number) {
        open.remove(number);
    }

    /** The subscription of a number; null if it was closed. */
    @Nullable
    RemoteSubscription find(long number) {
        if (number <= 0 || number > lastNumber) {
            throw new ProtocolFault("subscription=" + number + ": was never opened, the last was " + lastNumber);
        }
        return open.get(number);
    }

    /** All that are open, in the order of their numbers. */
    List<RemoteSubscription> all() {
        return new ArrayList<>(open.values());
    }

    void clear() {
        open.clear();
    }
}
