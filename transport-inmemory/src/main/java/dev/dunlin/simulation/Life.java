package dev.dunlin.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One run of a host, from its start to its crash: what it has open ends with it. */
final class Life {

    /** Whose life it is. */
    final Host host;

    /** What is bound, by port. */
    final Map<Integer, SimulatedListener> listeners = new LinkedHashMap<>();

    /** What packets come to, by port. */
    final Map<Integer, SimulatedDatagrams.Socket> sockets = new LinkedHashMap<>();

    /** The connections whose end is here. */
    final Set<StreamEnd> ends = new LinkedHashSet<>();

    /** What came due while it stood still. */
    final ArrayDeque<Event> held = new ArrayDeque<>();

    /** The timers that stand still with it, with the time that each had left in {@code atNanos}. */
    final List<Event> frozen = new ArrayList<>();

    boolean alive = true;
    boolean still;

    Life(Host host) {
        this.host = host;
    }
}
