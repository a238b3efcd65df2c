package dev.dunlin.contracts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** What a broker should hold: a list for each topic, and what is out of sight. */
final class BrokerModel {

    /** A message. */
    record Entry(String topic, long sequence, String value, long acceptedMillis, long expiresMillis) {

        boolean aliveAt(long millis) {
            return millis < expiresMillis;
        }
    }

    /** A message out of sight. */
    private record Held(
            String topic, String value, long acceptedMillis, long expiresMillis, long dueMillis, long order) {}

    private final Map<String, List<Entry>> topics = new TreeMap<>();
    private final PriorityQueue<Held> held =
            new PriorityQueue<>(Comparator.comparingLong(Held::dueMillis).thenComparingLong(Held::order));
    private long order;

    /** A topic was used for the first time, perhaps: from now on it is there. */
    List<Entry> make(String topic) {
        return topics.computeIfAbsent(topic, name -> new ArrayList<>());
    }

    /** A message was published; gives its sequence. */
    long publish(String topic, String value, long acceptedMillis, long expiresMillis) {
        List<Entry> entries = make(topic);
        entries.add(new Entry(topic, entries.size(), value, acceptedMillis, expiresMillis));
        return entries.size() - 1L;
    }

    void delay(String topic, String value, long acceptedMillis, long expiresMillis, long dueMillis) {
        make(topic);
        held.add(new Held(topic, value, acceptedMillis, expiresMillis, dueMillis, order++));
    }

    /** Time has gone by: what is due has come into sight. */
    void reach(long nowMillis) {
        while (!held.isEmpty() && held.element().dueMillis() <= nowMillis) {
            Held due = held.remove();
            publish(due.topic(), due.value(), due.acceptedMillis(), due.expiresMillis());
        }
    }

    List<String> topics() {
        return List.copyOf(topics.keySet());
    }

    List<Entry> entries(String topic) {
        return topics.getOrDefault(topic, List.of());
    }

    long next(String topic) {
        return entries(topic).size();
    }

    int held() {
        return held.size();
    }

    long published() {
        return topics.values().stream().mapToLong(List::size).sum();
    }

    long aliveAt(long nowMillis) {
        return topics.values().stream()
                .flatMap(List::stream)
                .filter(entry -> entry.aliveAt(nowMillis))
                .count();
    }
}
