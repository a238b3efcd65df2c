package dev.dunlin.session;

import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Envelope;
import dev.dunlin.broker.Gap;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.transport.Frame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How far a remote subscription has come, so that it can be opened again on another connection with no message lost and none
 * given twice. Safe for use by any thread.
 *
 * <p>Where messages need no acknowledgement, it goes on after the last that has come. Where they do, at the oldest that is
 * not settled: those after it that are, or that are in hand, come once more and are passed over here. In a group the broker
 * itself knows what is to be given to whom.
 */
final class Progress {

    private static final class Place {

        /** The sequence after the last that has come. */
        private long next;

        /** Below this sequence, what comes for the first time on this connection came on an earlier one. */
        private long cameBefore;

        /** What has come and is not settled; the value says whether it was rejected. */
        private final TreeMap<Long, Held> open = new TreeMap<>();

        private long oldest() {
            return open.isEmpty() ? next : open.firstKey();
        }
    }

    private record Handed(String topic, AtomicLong place) {}

    private record Held(Envelope envelope, int attempt, boolean rejected) {}

    private final boolean tracked;
    private final boolean shared;
    private final int maxOpen;
    private final int maxAttempts;

    /** By topic, the sequence after the last that was handed out. Written by the feed, outside the lock. */
    private final Map<String, AtomicLong> handedOut = new ConcurrentHashMap<>();

    /** Where the topic's place is that was written last, so that it need not be looked up for each message. */
    private volatile @Nullable Handed lastHanded;

    private final Map<String, Place> places = new HashMap<>();
    private Position otherwise;
    private String lastTopic = "";
    private Place lastPlace = new Place();

    Progress(SubscribeOptions options, boolean tracked) {
        this.tracked = tracked;
        this.shared = options.group() != null;
        this.maxOpen = (int) Math.min(Integer.MAX_VALUE, 2L * options.maxUnacknowledged());
        this.maxAttempts = options.maxAttempts();
        this.otherwise = options.from();
    }

    /** The server has opened the subscription, and may have said where it starts. */
    synchronized void established(Frame.Subscribed frame) {
        if (!(otherwise instanceof Position.Latest)) {
            return;
        }
        frame.starts().forEach((topic, start) -> {
            place(topic).next = start;
            handedOut.put(topic, new AtomicLong(start));
        });
        lastHanded = null;
        // A topic that is not named did not exist: all that it will hold is later. Unless there were too many to name.
        otherwise = frame.establishedMillis() == 0
                ? Position.earliest()
                : Position.instant(Instant.ofEpochMilli(frame.establishedMillis()));
    }

    /** The messages of a frame share the string that is their topic: it is compared letter by letter once a frame. */
    @SuppressWarnings("ReferenceEquality") // a quick way to know most of those that are equal
    private Place place(String topic) {
        if (topic != lastTopic) {
            if (!topic.equals(lastTopic)) {
                lastPlace = places.computeIfAbsent(topic, name -> new Place());
            }
            lastTopic = topic;
        }
        return lastPlace;
    }

    /**
     * Messages have come.
     *
     * @param settledBefore is given those that had been settled before they came again: the server is to be told so
     * @return those to be handed out
     */
    synchronized List<Frame.Delivery> arrived(List<Frame.Delivery> deliveries, List<Envelope> settledBefore) {
        List<Frame.Delivery> kept = deliveries;
        boolean all = true;
        for (int i = 0; i < deliveries.size(); i++) {
            Frame.Delivery delivery = deliveries.get(i);
            boolean wanted = isWanted(delivery, settledBefore);
            if (!wanted && all) {
                all = false;
                kept = new ArrayList<>(deliveries.subList(0, i));
            } else if (wanted && !all) {
                kept.add(delivery);
            }
        }
        return kept;
    }

    private boolean isWanted(Frame.Delivery delivery, List<Envelope> settledBefore) {
        Envelope envelope = delivery.envelope();
        long sequence = envelope.sequence();
        Place place = place(envelope.topic());
        if (shared) {
            place.next = Math.max(place.next, sequence + 1);
            return true;
        }
        if (!tracked) {
            boolean isNew = sequence >= place.next;
            if (isNew) {
                place.next = sequence + 1;
            }
            return isNew;
        }
        Held held = place.open.get(sequence);
        boolean again = sequence < place.cameBefore && delivery.attempt() == 1;
        if (again && held == null) {
            settledBefore.add(envelope);
            return false;
        }
        if (again && held != null && !held.rejected()) {
            return false;
        }
        place.next = Math.max(place.next, sequence + 1);
        place.open.put(sequence, new Held(envelope, delivery.attempt(), false));
        if (place.open.size() > maxOpen) {
            // More than the server leaves unacknowledged: the oldest was given up there.
            place.open.pollFirstEntry();
        }
        return true;
    }

    /** Messages were passed over. */
    synchronized void missed(Gap gap) {
        if (gap.count() != Gap.UNKNOWN) {
            Place place = place(gap.topic());
            place.next = Math.max(place.next, gap.first() + gap.count());
        }
    }

    /** A message is handed out. */
    @SuppressWarnings("ReferenceEquality") // a string that is equal and another is looked up, once a frame
    void handOut(Envelope envelope) {
        Handed last = lastHanded;
        if (last == null || last.topic() != envelope.topic()) {
            last = new Handed(envelope.topic(), handedPlace(envelope.topic()));
            lastHanded = last;
        }
        last.place().setOpaque(envelope.sequence() + 1);
    }

    private AtomicLong handedPlace(String topic) {
        AtomicLong place = handedOut.get(topic);
        return place != null ? place : handedOut.computeIfAbsent(topic, name -> new AtomicLong());
    }

    /** A message was dealt with, or could not be; gives whether the server wants to know. */
    synchronized boolean settle(Envelope envelope, boolean well) {
        if (shared) {
            return true;
        }
        Place place = place(envelope.topic());
        Held held = place.open.get(envelope.sequence());
        if (held == null || held.envelope() != envelope) {
            return false;
        }
        if (well || held.attempt() >= maxAttempts) {
            place.open.remove(envelope.sequence());
        } else {
            place.open.put(envelope.sequence(), new Held(envelope, held.attempt(), true));
        }
        return true;
    }

    /** A message has expired on its way: nobody will be given it. */
    synchronized void expired(Envelope envelope) {
        if (!shared) {
            place(envelope.topic()).open.remove(envelope.sequence());
        }
    }

    /** Where to go on. From now on what comes is from there. */
    synchronized Position goOn() {
        Map<String, Long> starts = new LinkedHashMap<>();
        for (Map.Entry<String, Place> entry : places.entrySet()) {
            Place place = entry.getValue();
            place.cameBefore = place.next;
            starts.put(entry.getKey(), place.oldest());
        }
        if (starts.isEmpty()) {
            return otherwise;
        }
        while (!Protocol.fitsInAFrame(starts)) {
            // What comes again because of this is passed over.
            starts.remove(starts.keySet().iterator().next());
        }
        return Position.each(starts, otherwise);
    }

    /** The broker is another: forgets all, and gives what was missed. */
    synchronized List<Gap> beginAnew() {
        List<Gap> gaps = new ArrayList<>();
        places.forEach(
                (topic, place) -> gaps.add(new Gap(topic, place.oldest(), Gap.UNKNOWN, DropReason.BROKER_REPLACED)));
        places.clear();
        handedOut.clear();
        lastHanded = null;
        lastTopic = "";
        lastPlace = new Place();
        otherwise = Position.earliest();
        return gaps;
    }

    /** Where it stands, as {@link dev.dunlin.broker.Subscription#positions()} says it. */
    synchronized Map<String, Long> positions() {
        Map<String, Long> positions = new HashMap<>();
        if (tracked) {
            places.forEach((topic, place) -> positions.put(topic, place.oldest()));
        } else {
            handedOut.forEach((topic, place) -> positions.put(topic, place.getOpaque()));
        }
        return positions;
    }
}
