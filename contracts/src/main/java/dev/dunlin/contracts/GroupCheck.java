package dev.dunlin.contracts;

import dev.dunlin.broker.Handler;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.Subscription;
import dev.dunlin.contracts.BrokerModel.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches one group: each message goes to one member at a time, again only if it was rejected, timed out or left behind, as
 * often as allowed, never after it was acknowledged or had expired.
 */
final class GroupCheck {

    static final Duration ACK_TIMEOUT = Duration.ofSeconds(1);
    static final int MAX_ATTEMPTS = 3;

    /** A message's place. */
    private record Place(String topic, long sequence) {}

    private enum Fate {
        HELD,
        RETURNED,
        ACKNOWLEDGED
    }

    /** What the group has done with a message so far. */
    private static final class Story {
        private int attempts;
        private Fate fate = Fate.RETURNED;
        private @Nullable Member holder;
        private long handedMillis;
    }

    private final String name;
    private final World world;
    private final Wanted wanted;
    private final List<String> violations;
    private final Map<Place, Story> stories = new HashMap<>();
    private final List<Member> members = new ArrayList<>();

    GroupCheck(String name, World world, Wanted wanted, List<String> violations) {
        this.name = name;
        this.world = world;
        this.wanted = wanted;
        this.violations = violations;
    }

    Member join(Position from, Step.Care care, int maxUnacknowledged) {
        if (members.stream().noneMatch(Member::isOpen)) {
            wanted.attend(from, world.now().toEpochMilli());
        }
        Member member = new Member(name + "/" + members.size(), care, maxUnacknowledged);
        members.add(member);
        return member;
    }

    /** Messages that were dealt with. */
    long acknowledged() {
        return stories.values().stream()
                .filter(story -> story.fate == Fate.ACKNOWLEDGED)
                .count();
    }

    /** Messages that were handed out as often as allowed, and are in nobody's hands. */
    long givenUp() {
        return stories.values().stream()
                .filter(story -> story.attempts == MAX_ATTEMPTS && story.fate == Fate.RETURNED)
                .count();
    }

    long calls() {
        return members.stream().mapToLong(member -> member.calls).sum();
    }

    /** Time has gone by: what was held for too long is nobody's. */
    private void expireLeases() {
        long now = world.now().toEpochMilli();
        for (Story story : stories.values()) {
            if (story.fate == Fate.HELD && now >= story.handedMillis + ACK_TIMEOUT.toMillis()) {
                story.fate = Fate.RETURNED;
            }
        }
    }

    /** Everything that is due has happened: whoever can take a message must have been given one. */
    void settled() {
        expireLeases();
        boolean idle = members.stream().anyMatch(member -> member.open && member.held() < member.maxUnacknowledged);
        long now = world.now().toEpochMilli();
        for (String topic : wanted.topics()) {
            for (Entry entry : wanted.entries(topic)) {
                Story story = stories.get(new Place(topic, entry.sequence()));
                boolean waits = story == null || (story.fate == Fate.RETURNED && story.attempts < MAX_ATTEMPTS);
                check(
                        !idle || !waits || !entry.aliveAt(now),
                        topic + "@" + entry.sequence(),
                        "waits for an idle member");
            }
        }
        stories.keySet()
                .forEach(place -> check(
                        wanted.matches(place.topic)
                                && place.sequence >= wanted.first(place.topic)
                                && place.sequence
                                        < wanted.first(place.topic)
                                                + wanted.entries(place.topic).size(),
                        place,
                        "came unasked"));
    }

    private void check(boolean holds, Object what, String otherwise) {
        if (!holds) {
            violations.add(world.now() + " " + name + ": " + what + " " + otherwise);
        }
    }

    /** One member. */
    final class Member implements Handler<String> {

        private final String title;
        private final Step.Care care;
        private final int maxUnacknowledged;
        private final Set<Message<String>> kept = new LinkedHashSet<>();
        private @Nullable Subscription subscription;
        private boolean open = true;
        private long calls;

        private Member(String title, Step.Care care, int maxUnacknowledged) {
            this.title = title;
            this.care = care;
            this.maxUnacknowledged = maxUnacknowledged;
        }

        void begin(Subscription subscription) {
            this.subscription = subscription;
        }

        Subscription subscription() {
            return Objects.requireNonNull(subscription, "subscription");
        }

        boolean isOpen() {
            return open;
        }

        private long held() {
            return stories.values().stream()
                    .filter(story -> story.fate == Fate.HELD && story.holder == this)
                    .count();
        }

        @Override
        public void handle(Message<String> message) {
            calls++;
            expireLeases();
            long now = world.now().toEpochMilli();
            Story story = stories.computeIfAbsent(new Place(message.topic(), message.sequence()), place -> new Story());
            check(open, message, "came after " + title + " had left");
            check(message.expires().map(at -> at.toEpochMilli() > now).orElse(true), message, "came after its expiry");
            check(story.fate != Fate.ACKNOWLEDGED, message, "came after it was acknowledged");
            check(story.fate != Fate.HELD, message, "came to " + title + " while another holds it");
            check(message.attempt() == story.attempts + 1, message, "should be attempt " + (story.attempts + 1));
            check(message.attempt() <= MAX_ATTEMPTS, message, "came too often");
            story.attempts = message.attempt();
            story.fate = Fate.HELD;
            story.holder = this;
            story.handedMillis = now;
            check(held() <= maxUnacknowledged, message, "is one more than " + title + " may hold");
            deal(message, story);
        }

        private void deal(Message<String> message, Story story) {
            switch (care) {
                case ACKNOWLEDGES -> acknowledge(message, story);
                case REJECTS_FIRST -> {
                    if (message.attempt() > 1) {
                        acknowledge(message, story);
                    } else {
                        reject(message, story);
                    }
                }
                case REJECTS -> reject(message, story);
                case THROWS -> {
                    story.fate = Fate.RETURNED;
                    throw new IllegalStateException("on purpose");
                }
                case HOLDS -> kept.add(message);
            }
        }

        private void acknowledge(Message<String> message, Story story) {
            story.fate = Fate.ACKNOWLEDGED;
            message.acknowledge();
        }

        private void reject(Message<String> message, Story story) {
            story.fate = Fate.RETURNED;
            message.reject();
        }

        /** Acknowledges what it holds, late or not. */
        void release() {
            expireLeases();
            for (Message<String> message : kept) {
                Story story = Objects.requireNonNull(stories.get(new Place(message.topic(), message.sequence())));
                if (story.fate == Fate.HELD) {
                    story.fate = Fate.ACKNOWLEDGED;
                }
                message.acknowledge();
            }
            kept.clear();
        }

        void leave() {
            open = false;
            expireLeases();
            for (Story story : stories.values()) {
                if (story.holder == this && story.fate == Fate.HELD) {
                    story.fate = Fate.RETURNED;
                }
            }
            subscription().close();
            if (members.stream().noneMatch(Member::isOpen)) {
                wanted.abandon();
            }
        }
    }
}
