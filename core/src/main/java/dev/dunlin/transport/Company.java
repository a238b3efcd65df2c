package dev.dunlin.transport;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Connections that belong together, as those of one caller to its replicas: what is sent over all of them at once, and what
 * comes back is brought together. A transport with several threads does well to serve them by one. Safe for use by any thread.
 */
public final class Company {

    private final Map<Object, Object> places = new ConcurrentHashMap<>();

    /** A company without connections. */
    public Company() {}

    /**
     * Where a transport serves them: the place that it chose for the first of them.
     *
     * @param among of which places it chooses; for others there is another choice
     * @param chosen chooses, once; must not block
     */
    @SuppressWarnings("unchecked") // what the same key was given for
    public <P> P place(Object among, Supplier<P> chosen) {
        return (P) places.computeIfAbsent(Objects.requireNonNull(among, "among"), key -> chosen.get());
    }
}
