package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.BrokerStats;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.DropReason;
import dev.dunlin.broker.Overload;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.Ttl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a broker and a model of it through the same steps, and compares: whenever all that is due has happened, and, more
 * closely, when everything has come to an end. For worlds on virtual time.
 */
final class Course {

    private static final String[] TOPICS = {"t.a", "t.b", "t.b.c"};
    private static final String[] PATTERNS = {"t.a", "t.b", "t.b.c", "t.*", "t.>", "later.on"};

    /** What a bounded subscriber lets wait: a few messages. */
    private static final long BOUND_BYTES = 600;

    private final Scenario scenario;
    private final World world;
    private final boolean exact;
    private final BrokerModel model = new BrokerModel();
    private final List<String> violations = new ArrayList<>();
    private final List<PlainCheck> plain = new ArrayList<>();
    private final Map<String, GroupCheck> groups = new HashMap<>();
    private final List<GroupCheck.Member> members = new ArrayList<>();
    private int values;

    /**
     * Begins.
     *
     * @param exact whether nothing waits on the way from the broker to its subscribers, so that all counts are exact
     */
    Course(Scenario scenario, boolean exact) {
        this.scenario = scenario;
        this.world = scenario.world();
        this.exact = exact;
    }

    /** Takes all steps, and looks for violations at each. */
    void run(List<Step> steps) {
        for (Step step : steps) {
            take(step);
            assertThat(violations).as("after %s", step).isEmpty();
        }
        settle();
        assertThat(violations).isEmpty();
    }

    private void take(Step step) {
        if (step instanceof Step.Publish publish) {
            publish(publish);
        } else if (step instanceof Step.Delay delay) {
            delay(delay);
        } else if (step instanceof Step.Subscribe subscribe) {
            subscribe(subscribe);
        } else if (step instanceof Step.Cancel cancel) {
            open(cancel.which()).ifPresent(PlainCheck::close);
        } else if (step instanceof Step.Pause pause) {
            open(pause.which()).ifPresent(PlainCheck::pause);
        } else if (step instanceof Step.Resume resume) {
            open(resume.which()).ifPresent(PlainCheck::resume);
        } else if (step instanceof Step.Join join) {
            join(join);
        } else if (step instanceof Step.Leave leave) {
            member(leave.which()).ifPresent(GroupCheck.Member::leave);
        } else if (step instanceof Step.Release release) {
            member(release.which()).ifPresent(GroupCheck.Member::release);
        } else if (step instanceof Step.Advance advance) {
            settle();
            advance(Duration.ofMillis(advance.millis()));
        } else {
            settle();
        }
    }

    private long nowMillis() {
        return world.now().toEpochMilli();
    }

    private void publish(Step.Publish step) {
        String topic = TOPICS[step.topic() % TOPICS.length];
        PublishOptions.Builder options = PublishOptions.builder();
        if (step.ttlMillis() == Step.FOREVER) {
            options.ttl(Ttl.FOREVER);
        } else if (step.ttlMillis() != Step.DEFAULT) {
            options.ttl(Duration.ofMillis(step.ttlMillis()));
        }
        if (step.keyed()) {
            options.key("key").header("name", "value");
        }
        List<String> batch = new ArrayList<>();
        for (int i = 0; i < step.count(); i++) {
            batch.add("v" + values++);
        }
        List<Receipt> receipts = step.count() == 1
                ? List.of(scenario.topic(topic).publish(batch.get(0), options.build()))
                : scenario.topic(topic).publishAll(batch, options.build());
        for (int i = 0; i < step.count(); i++) {
            Receipt receipt = receipts.get(i);
            long sequence =
                    model.publish(topic, batch.get(i), receipt.accepted().toEpochMilli(), expiry(receipt));
            assertThat(receipt.sequence()).as("sequence of %s", batch.get(i)).isEqualTo(sequence);
            assertThat(receipt.accepted()).isEqualTo(world.now());
        }
    }

    private static long expiry(Receipt receipt) {
        return receipt.expires().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    }

    private void delay(Step.Delay step) {
        String topic = TOPICS[step.topic() % TOPICS.length];
        String value = "v" + values++;
        PublishOptions options = PublishOptions.builder()
                .delay(Duration.ofMillis(step.delayMillis()))
                .ttl(Duration.ofMillis(step.delayMillis() * 2))
                .build();
        Receipt receipt = scenario.topic(topic).publish(value, options);
        long due = receipt.due().orElseThrow().toEpochMilli();
        model.delay(topic, value, receipt.accepted().toEpochMilli(), expiry(receipt), due);
    }

    private void subscribe(Step.Subscribe step) {
        String pattern = PATTERNS[step.pattern() % PATTERNS.length];
        Position from = position(step.start(), step.amount());
        Wanted wanted = new Wanted(model, pattern, from, nowMillis());
        String name = "subscriber " + plain.size() + " of " + pattern + " from " + from + ", " + step.manner();
        PlainCheck check = new PlainCheck(name, world, step.manner(), wanted, violations);
        SubscribeOptions.Builder options =
                SubscribeOptions.builder().from(from).paused().onGap(check::missed);
        if (step.manner() == Step.Manner.BOUNDED) {
            options.overload(Overload.SKIP, BOUND_BYTES);
        }
        Subscription subscription = scenario.broker().subscribe(pattern, Codec.utf8(), options.build(), check);
        check.begin(subscription);
        scenario.get(subscription.established());
        plain.add(check);
        check.resume();
    }

    private Position position(Step.Start start, int amount) {
        return switch (start) {
            case LATEST -> Position.latest();
            case EARLIEST -> Position.earliest();
            case SEQUENCE -> Position.sequence(Math.abs(amount));
            case SINCE -> Position.instant(world.now().plusMillis(amount));
        };
    }

    private void join(Step.Join step) {
        String pattern = PATTERNS[step.group() % PATTERNS.length];
        String group = "group-of-" + step.group() % PATTERNS.length;
        Position from = position(step.start(), step.amount());
        GroupCheck check = groups.computeIfAbsent(
                group,
                name -> new GroupCheck(
                        name + " from " + from, world, new Wanted(model, pattern, from, nowMillis()), violations));
        GroupCheck.Member member = check.join(from, step.care(), step.maxUnacknowledged());
        SubscribeOptions options = SubscribeOptions.builder()
                .from(from)
                .group(group)
                .manual()
                .ackTimeout(GroupCheck.ACK_TIMEOUT)
                .maxAttempts(GroupCheck.MAX_ATTEMPTS)
                .maxUnacknowledged(step.maxUnacknowledged())
                .build();
        Subscription subscription = scenario.broker().subscribe(pattern, Codec.utf8(), options, member);
        member.begin(subscription);
        scenario.get(subscription.established());
        members.add(member);
    }

    private Optional<PlainCheck> open(int which) {
        List<PlainCheck> open = plain.stream().filter(PlainCheck::isOpen).toList();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(which % open.size()));
    }

    private Optional<GroupCheck.Member> member(int which) {
        List<GroupCheck.Member> open =
                members.stream().filter(GroupCheck.Member::isOpen).toList();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(which % open.size()));
    }

    private void advance(Duration span) {
        world.advance(span);
        model.reach(nowMillis());
        check();
    }

    private void settle() {
        world.settle();
        model.reach(nowMillis());
        check();
    }

    private void check() {
        plain.forEach(check -> check.settled(exact));
        groups.values().forEach(GroupCheck::settled);
    }

    /**
     * Lets everything that can expire do so, and compares all that was counted with the model.
     *
     * @param retainedBytesAtFirst what the broker retained before the course began
     */
    void end(long retainedBytesAtFirst) {
        plain.forEach(PlainCheck::resume);
        settle();
        advance(GroupCheck.ACK_TIMEOUT.multipliedBy(2L * GroupCheck.MAX_ATTEMPTS));
        advance(Ttl.LONGEST);
        advance(Duration.ofDays(1));
        assertThat(violations).isEmpty();

        BrokerStats stats = scenario.broker().stats();
        long forever = model.aliveAt(nowMillis());
        assertThat(stats.published()).as("published").isEqualTo(model.published());
        assertThat(stats.delayed()).as("delayed").isEqualTo(model.held()).isZero();
        assertThat(stats.retainedMessages()).as("retained for ever").isEqualTo(forever);
        assertThat(stats.expired()).as("expired").isEqualTo(model.published() - forever);
        if (forever == 0) {
            assertThat(stats.retainedBytes()).as("retained bytes").isEqualTo(retainedBytesAtFirst);
        }
        if (exact) {
            long calls = plain.stream().mapToLong(PlainCheck::calls).sum()
                    + groups.values().stream().mapToLong(GroupCheck::calls).sum();
            assertThat(stats.delivered()).as("delivered").isEqualTo(calls);
            assertThat(members.stream()
                            .mapToLong(member -> member.subscription().stats().acknowledged())
                            .sum())
                    .as("acknowledged by groups")
                    .isEqualTo(groups.values().stream()
                            .mapToLong(GroupCheck::acknowledged)
                            .sum());
        }
        assertThat(stats.dropped().getOrDefault(DropReason.ATTEMPTS_EXHAUSTED, 0L))
                .as("given up")
                .isEqualTo(
                        groups.values().stream().mapToLong(GroupCheck::givenUp).sum());
    }
}
