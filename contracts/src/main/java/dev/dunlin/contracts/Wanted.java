package dev.dunlin.contracts;

import dev.dunlin.broker.Position;
import dev.dunlin.contracts.BrokerModel.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which messages a subscription asked for: decided when it was made, for each topic that was there. */
final class Wanted {

    private final BrokerModel model;
    private final String[] pattern;

    /** The first sequence wanted of the topics that were there. */
    private final Map<String, Long> first = new HashMap<>();

    /** Topics that were there, of which only what is accepted at an instant to come is wanted. */
    private final Map<String, Since> waiting = new HashMap<>();

    private record Since(long next, Position from) {}

    Wanted(BrokerModel model, String pattern, Position from, long nowMillis) {
        this.model = model;
        this.pattern = pattern.split("\\.", -1);
        if (!pattern.contains("*") && !pattern.contains(">")) {
            model.make(pattern);
        }
        attend(from, nowMillis);
    }

    /** Somebody is there from now on: topics that are new to it are wanted from a position on. */
    void attend(Position from, long nowMillis) {
        topics().stream().filter(topic -> !first.containsKey(topic)).forEach(topic -> begin(topic, from, nowMillis));
    }

    /** Nobody is there from now on; of the topics made while somebody was, everything is wanted. */
    void abandon() {
        topics().forEach(topic -> first.putIfAbsent(topic, 0L));
    }

    private void begin(String topic, Position from, long nowMillis) {
        List<Entry> entries = model.entries(topic);
        long next = entries.size();
        long start = entries.stream()
                .filter(entry -> entry.aliveAt(nowMillis) && asked(from, entry))
                .mapToLong(Entry::sequence)
                .findFirst()
                .orElse(from instanceof Position.At at ? Math.max(at.sequence(), next) : next);
        first.put(topic, start);
        if (from instanceof Position.Since && start == next) {
            waiting.put(topic, new Since(next, from));
        }
    }

    private static boolean asked(Position from, Entry entry) {
        if (from instanceof Position.At at) {
            return entry.sequence() >= at.sequence();
        }
        return from instanceof Position.Since since
                ? entry.acceptedMillis() >= since.instant().toEpochMilli()
                : from instanceof Position.Earliest;
    }

    /** Whether the pattern stands for a topic. */
    boolean matches(String topic) {
        String[] parts = topic.split("\\.", -1);
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].equals(">")) {
                return parts.length > i;
            }
            if (i >= parts.length || (!pattern[i].equals("*") && !pattern[i].equals(parts[i]))) {
                return false;
            }
        }
        return parts.length == pattern.length;
    }

    /** Whether it is known of each message that has been reclaimed whether it was wanted. */
    boolean isCertain() {
        return waiting.isEmpty();
    }

    /** The topics so far from which something may come. */
    List<String> topics() {
        return model.topics().stream().filter(this::matches).toList();
    }

    /** The first sequence of a topic that is wanted, as far as can be told now. */
    long first(String topic) {
        Since since = waiting.get(topic);
        if (since == null) {
            return first.getOrDefault(topic, 0L);
        }
        return model.entries(topic).stream()
                .skip(since.next())
                .filter(entry -> asked(since.from(), entry))
                .mapToLong(Entry::sequence)
                .findFirst()
                .orElse(model.next(topic));
    }

    /** The messages wanted, up to now, whether they are alive or not. */
    List<Entry> entries(String topic) {
        List<Entry> entries = model.entries(topic);
        return entries.subList((int) Math.min(entries.size(), first(topic)), entries.size());
    }
}
