package dev.dunlin.broker;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * Which topics there are, and who reads them. Looking up a topic takes no lock; one monitor guards everything that changes
 * who reads what, and no user code runs under it.
 */
final class TopicDirectory {

    /** How many groups may exist on all topics; each keeps its place while its topic lives. */
    private static final int MAX_GROUPS = 100_000;

    private final InMemoryBroker broker;
    private final int maxTopics;
    private final List<Dispatcher> dispatchers;
    private final ConcurrentHashMap<String, InMemoryTopic> topics = new ConcurrentHashMap<>();
    private final Set<InMemorySubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final Set<InMemorySubscription> patterns = new CopyOnWriteArraySet<>();
    private int created;
    private int groups;

    TopicDirectory(InMemoryBroker broker, int maxTopics, List<Dispatcher> dispatchers) {
        this.broker = broker;
        this.maxTopics = maxTopics;
        this.dispatchers = dispatchers;
    }

    @Nullable
    InMemoryTopic find(String name) {
        return topics.get(name);
    }

    /** The topic of that name, made with the broker's settings if there is none. */
    InMemoryTopic topic(String name) {
        InMemoryTopic topic = topics.get(name);
        return topic != null ? topic : create(name);
    }

    private synchronized InMemoryTopic create(String name) {
        InMemoryTopic existing = topics.get(name);
        if (existing != null) {
            return existing;
        }
        if (created == maxTopics) {
            throw broker.refuse(name, Reason.LIMIT_REACHED, "there are " + maxTopics + " topics: raise maxTopics");
        }
        InMemoryTopic topic = new InMemoryTopic(broker, name, broker.defaults(), dispatcher(created++));
        for (InMemorySubscription subscription : patterns) {
            if (TopicName.matches(subscription.pattern(), name)) {
                attach(subscription, topic, Position.earliest());
            }
        }
        topics.put(name, topic);
        return topic;
    }

    Dispatcher dispatcher(int number) {
        return dispatchers.get(Math.floorMod(number, dispatchers.size()));
    }

    /** The dispatcher that serves a subscription: one for all its topics, and for all members of its group. */
    Dispatcher dispatcherFor(String pattern, @Nullable String group) {
        if (group != null) {
            return dispatcher(group.hashCode());
        }
        return TopicName.isPattern(pattern)
                ? dispatcher(subscriptions.size())
                : topic(pattern).home();
    }

    /** Takes a subscription in, and starts serving it. */
    void add(InMemorySubscription subscription) {
        boolean wild = TopicName.isPattern(subscription.pattern());
        InMemoryTopic only = wild ? null : topic(subscription.pattern());
        synchronized (this) {
            subscriptions.add(subscription);
            if (only != null) {
                attach(subscription, only, subscription.options().from());
                return;
            }
            patterns.add(subscription);
            for (InMemoryTopic topic : topics.values()) {
                if (TopicName.matches(subscription.pattern(), topic.name())) {
                    attach(subscription, topic, subscription.options().from());
                }
            }
        }
    }

    private void attach(InMemorySubscription subscription, InMemoryTopic topic, Position from) {
        Reader reader;
        if (subscription.options().tracked()) {
            DeliveryGroup group = group(topic, subscription.options().group(), from);
            GroupReader member = new GroupReader(broker, topic, subscription, group);
            group.join(member);
            reader = member;
        } else {
            reader = new PlainReader(topic, subscription, from);
        }
        subscription.add(reader);
        topic.attach(reader);
    }

    private DeliveryGroup group(InMemoryTopic topic, @Nullable String name, Position from) {
        if (name == null) {
            return new DeliveryGroup(topic, broker.environment(), from);
        }
        DeliveryGroup existing = topic.groups().get(name);
        if (existing != null) {
            return existing;
        }
        if (groups == MAX_GROUPS) {
            throw new DunlinException(Reason.LIMIT_REACHED, "group=" + name + ": there are " + MAX_GROUPS + " groups");
        }
        groups++;
        DeliveryGroup created = new DeliveryGroup(topic, broker.environment(), from);
        topic.groups().put(name, created);
        return created;
    }

    /** How many messages wait for subscriptions, counted for each; those of a group once. */
    synchronized long lag() {
        long lag = 0;
        Set<DeliveryGroup> counted = new HashSet<>();
        for (InMemorySubscription subscription : subscriptions) {
            for (Reader reader : subscription.readers()) {
                if (!(reader instanceof GroupReader member) || counted.add(member.group())) {
                    lag += reader.lag();
                }
            }
        }
        return lag;
    }

    /** Forgets a subscription, and serves it no more. */
    void remove(InMemorySubscription subscription) {
        synchronized (this) {
            subscriptions.remove(subscription);
            patterns.remove(subscription);
            for (Reader reader : subscription.readers()) {
                reader.topic().detach(reader);
            }
        }
    }

    /** Has all readers of a subscription served by another feed, which the action puts in place. */
    synchronized void move(InMemorySubscription subscription, Runnable putInPlace) {
        if (!subscriptions.contains(subscription)) {
            return;
        }
        for (Reader reader : subscription.readers()) {
            reader.topic().detach(reader);
        }
        putInPlace.run();
        for (Reader reader : subscription.readers()) {
            reader.topic().attach(reader);
        }
    }

    Collection<InMemoryTopic> topics() {
        return topics.values();
    }

    Iterable<TopicLog> logs() {
        return () -> topics.values().stream().map(InMemoryTopic::log).iterator();
    }

    Collection<InMemorySubscription> subscriptions() {
        return subscriptions;
    }

    List<TopicStats> stats() {
        List<TopicStats> all = new ArrayList<>();
        topics.values().forEach(topic -> all.add(topic.stats()));
        all.sort(Comparator.comparing(TopicStats::name));
        return all;
    }

    /** The topic that retains most, or null if there is none. */
    @Nullable
    InMemoryTopic largest() {
        InMemoryTopic largest = null;
        long most = 0;
        for (InMemoryTopic topic : topics.values()) {
            long bytes = topic.log().bytesIn() - topic.log().goneBytes();
            if (bytes > most) {
                most = bytes;
                largest = topic;
            }
        }
        return largest;
    }
}
