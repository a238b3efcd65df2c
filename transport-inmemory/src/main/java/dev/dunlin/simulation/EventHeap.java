package dev.dunlin.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Events by time, and by the order in which they were added within the same time. A binary heap whose events know their
 * place, so that a cancelled timer costs a logarithm and leaves nothing behind.
 */
final class EventHeap {

    private @Nullable Event[] events = new Event[64];
    private int size;

    int size() {
        return size;
    }

    /** The first event, or null. */
    @Nullable
    Event first() {
        return events[0];
    }

    void add(Event event) {
        if (size == events.length) {
            events = Arrays.copyOf(events, size * 2);
        }
        rise(event, size++);
    }

    /** Takes an event out; does nothing if it is not in. */
    void remove(Event event) {
        int at = event.place;
        if (at == Event.NOWHERE) {
            return;
        }
        event.place = Event.NOWHERE;
        Event last = events[--size];
        events[size] = null;
        if (last != null && at < size) {
            sink(last, at);
            if (events[at] == last) {
                rise(last, at);
            }
        }
    }

    /** Takes out all events of a kind, the earliest first. */
    List<Event> removeIf(Predicate<Event> kind) {
        List<Event> taken = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Event event = events[i];
            if (event != null && kind.test(event)) {
                taken.add(event);
            }
        }
        taken.forEach(this::remove);
        taken.sort((a, b) -> a.isBefore(b) ? -1 : 1);
        return taken;
    }

    private void rise(Event event, int from) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            Event above = events[parent];
            if (above == null || !event.isBefore(above)) {
                break;
            }
            put(above, at);
            at = parent;
        }
        put(event, at);
    }

    private void sink(Event event, int from) {
        int at = from;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            Event left = events[child];
            Event right = child + 1 < size ? events[child + 1] : null;
            Event least = left;
            if (right != null && left != null && right.isBefore(left)) {
                least = right;
                child++;
            }
            if (least == null || !least.isBefore(event)) {
                break;
            }
            put(least, at);
            at = child;
        }
        put(event, at);
    }

    private void put(Event event, int at) {
        events[at] = event;
        event.place = at;
    }
}
