package dev.dunlin.simulation.drill;

import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Gap;
import dev.dunlin.simulation.drill.DrillReport.Violation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What publishers published and subscribers saw, and whether it is what a broker promises: no acknowledged message lost while
 * the broker lives, none seen twice, one order for all, nothing seen after its expiry. Knows nothing of networks.
 *
 * <p>Values are texts such as {@code gull-1:17}: the publisher, and its count. For one thread.
 */
public final class DeliveryRecord {

    private static final int MAX_VIOLATIONS = 100;

    private final List<Violation> violations = new ArrayList<>();
    private final Set<String> published = new LinkedHashSet<>();
    private final Map<Place, String> acknowledged = new LinkedHashMap<>();
    private final Map<Place, String> order = new LinkedHashMap<>();
    private final List<Long> epochs = new ArrayList<>();
    private final Map<String, Observer> observers = new LinkedHashMap<>();
    private long delivered;
    private long gaps;

    /** Creates an empty record. */
    public DeliveryRecord() {}

    /**
     * A place in a broker's log.
     *
     * @param epoch which broker
     * @param sequence which place
     */
    private record Place(long epoch, long sequence) implements Comparable<Place> {

        private static final Comparator<Place> BY_EPOCH =
                Comparator.comparingLong(Place::epoch).thenComparingLong(Place::sequence);

        @Override
        public int compareTo(Place other) {
            return BY_EPOCH.compare(this, other);
        }
    }

    /** What one subscriber saw of one broker. */
    private static final class Sight {

        private final BitSet sequences = new BitSet();
        private final Set<String> values = new HashSet<>();
        private long lastSequence = -1;

        private String last() {
            return "sequence " + lastSequence;
        }
    }

    /** What one subscriber saw. */
    private static final class Observer {

        private final Map<Long, Sight> seen = new LinkedHashMap<>();

        /** What it was told it missed of the broker that it watches now. */
        private final List<Gap> gaps = new ArrayList<>();

        /** Which of the brokers, in the order of their lives, its messages come from now, or the earliest that it may be. */
        private int life;

        /** Which broker it was connected to when it saw the last: that one or an earlier is where the last is from. */
        private int lastConnected;

        /** Whether it was told, since the last that it saw, that the broker is another. */
        private boolean told;

        private boolean gone;

        private String last() {
            return seen.values().stream().map(Sight::last).toList().toString();
        }

        private Sight in(long epoch) {
            return seen.computeIfAbsent(epoch, key -> new Sight());
        }

        /** From now on it watches another broker: what it was told of an earlier one excuses nothing there. */
        private void goOver(int to) {
            gaps.clear();
            life = to;
            told = true;
        }
    }

    /** A broker has begun to live, with nothing in it. */
    public void onBroker(long epoch) {
        epochs.add(epoch);
    }

    /** A value is about to be published. */
    public void onPublish(String value) {
        published.add(value);
    }

    /**
     * The broker has said that it keeps a value that never expires.
     *
     * @param epoch which broker
     * @param sequence its place there
     */
    public void onAcknowledged(long epoch, long sequence, String value) {
        Place place = new Place(epoch, sequence);
        String before = acknowledged.putIfAbsent(place, value);
        if (before != null && !before.equals(value)) {
            violation("delivery", "both " + before + " and " + value + " were acknowledged at " + place);
        }
    }

    /** A subscriber begins to watch the newest broker: a new one, or one that has begun anew together with its broker. */
    public void onSubscriber(String name) {
        observers.computeIfAbsent(name, key -> new Observer()).goOver(Math.max(0, epochs.size() - 1));
    }

    /** A subscriber has ended with its host: nothing more has to come to it, what it saw is judged. */
    public void onGone(String name) {
        observer(name).gone = true;
    }

    /**
     * The broker has a value at a place: what a subscriber in its own process saw, which sees everything.
     *
     * @param epoch which broker
     */
    public void onStored(long epoch, long sequence, String value) {
        String elsewhere = order.putIfAbsent(new Place(epoch, sequence), value);
        if (elsewhere != null && !elsewhere.equals(value)) {
            violation("order", value + " stands at " + epoch + "/" + sequence + ", where " + elsewhere + " stood");
        }
    }

    /**
     * A subscriber was given a value.
     *
     * @param name which
     * @param epoch the broker that it is connected to: what it sees now is from there, or had been sent by an earlier one
     * @param sequence the value's place; below 2^31, as no drill publishes more
     * @param millisAfterExpiry how long after its expiry, by the broker's clock, in milliseconds; negative if before
     */
    public void onSeen(String name, long epoch, long sequence, String value, long millisAfterExpiry) {
        delivered++;
        Observer observer = observer(name);
        Supplier<String> at = () -> name + " saw " + value + " at " + sequence;
        if (!published.contains(value)) {
            violation("delivery", at.get() + ", which nobody published");
        }
        if (millisAfterExpiry >= 0) {
            violation("expiry", at.get() + ", " + millisAfterExpiry + " ms after its expiry");
        }
        int connected = lifeOf(epoch);
        int life = firstWith(observer.life, connected, sequence, value);
        if (life < 0) {
            violation("order", at.get() + ", where no broker had it since it saw " + observer.last());
            return;
        }
        if (life > observer.lastConnected && !observer.told && !observer.seen.isEmpty()) {
            violation("delivery", at.get() + ", and was not told that the broker is another");
        }
        observer.told = false;
        observer.lastConnected = connected;
        observer.life = life;
        Sight sight = observer.in(epochs.get(life));
        if (sight.lastSequence >= sequence) {
            violation("order", at.get() + " after " + sight.last());
        }
        if (!sight.values.add(value)) {
            violation("duplicate", at.get() + ", and had seen it before");
        }
        sight.lastSequence = sequence;
        // Two brokers may have the same at the same place; then nobody can tell which of them it is from.
        for (int from = life; from >= 0; from = firstWith(from + 1, connected, sequence, value)) {
            observer.in(epochs.get(from)).sequences.set(Math.toIntExact(sequence));
        }
    }

    /** The first of some brokers that has a value at a place, in the order of their lives; negative if none has. */
    private int firstWith(int firstLife, int lastLife, long sequence, String value) {
        for (int life = firstLife; life <= lastLife; life++) {
            if (value.equals(order.get(new Place(epochs.get(life), sequence)))) {
                return life;
            }
        }
        return -1;
    }

    private int lifeOf(long epoch) {
        int life = epochs.indexOf(epoch);
        if (life < 0) {
            throw new IllegalStateException("broker " + epoch + " was not announced, only " + epochs);
        }
        return life;
    }

    /** A subscriber was told that it missed something. */
    public void onGap(String name, Gap gap) {
        gaps++;
        Observer observer = observer(name);
        if (gap.reason() == DropReason.BROKER_REPLACED) {
            observer.goOver(Math.min(observer.life + 1, epochs.size() - 1));
        } else {
            observer.gaps.add(gap);
        }
    }

    /** How many values were acknowledged. */
    public long acknowledged() {
        return acknowledged.size();
    }

    /** How many were seen, by all subscribers. */
    public long delivered() {
        return delivered;
    }

    /** How many gaps subscribers were told of. */
    public long gaps() {
        return gaps;
    }

    /** Notes a broken promise that is none of values and places. */
    public void violation(String checker, String what) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(new Violation(checker, what));
        }
    }

    /**
     * Judges what was seen once everything is still.
     *
     * @param livingEpoch the broker that lives: what it has acknowledged must have come to all; null if none lives
     * @return what does not hold
     */
    public List<Violation> judge(@Nullable Long livingEpoch) {
        acknowledged.forEach((place, value) -> {
            String shown = order.get(place);
            if (shown != null && !shown.equals(value)) {
                violation("delivery", value + " was acknowledged at " + place + ", where " + shown + " was seen");
            }
            if (livingEpoch != null && place.epoch == livingEpoch) {
                observers.forEach((name, observer) -> checkSeen(name, observer, place, value));
            }
        });
        checkPublishers();
        return List.copyOf(violations);
    }

    private void checkSeen(String name, Observer observer, Place place, String value) {
        if (observer.gone || observer.in(place.epoch).sequences.get(Math.toIntExact(place.sequence))) {
            return;
        }
        // A gap of unknown length excuses nothing: only a broker that is gone leaves one, and it went with its excuse.
        boolean excused = observer.gaps.stream()
                .anyMatch(gap -> gap.first() <= place.sequence && place.sequence < gap.first() + gap.count());
        if (!excused) {
            violation("delivery", name + " never saw " + value + ", acknowledged at " + place);
        }
    }

    /** What one publisher published comes in the order in which it did. */
    private void checkPublishers() {
        Map<String, Map.Entry<Place, String>> lastOf = new HashMap<>();
        order.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            Place place = entry.getKey();
            String value = entry.getValue();
            Map.Entry<Place, String> last = lastOf.put(publisher(value), entry);
            if (last != null && last.getKey().epoch == place.epoch && number(last.getValue()) >= number(value)) {
                violation(
                        "order", value + " at " + place + " stands behind " + last.getValue() + " at " + last.getKey());
            }
        });
    }

    private static String publisher(String value) {
        return value.substring(0, value.indexOf(':'));
    }

    private static long number(String value) {
        return Long.parseLong(value, value.indexOf(':') + 1, value.length(), 10);
    }

    private Observer observer(String name) {
        Observer known = observers.get(name);
        if (known == null) {
            throw new IllegalStateException("subscriber " + name + " was not announced");
        }
        return known;
    }
}
