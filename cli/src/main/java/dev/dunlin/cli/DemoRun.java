package dev.dunlin.cli;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Receipt;
import dev.dunlin.broker.Topic;
import dev.dunlin.broker.Ttl;
import dev.dunlin.call.Answer;
import dev.dunlin.environment.Environment;
import dev.dunlin.session.BrokerServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The demo's story: a broker served on a loopback port, subscribers that are there from the start, messages with three
 * lifetimes, and a subscriber that comes when the first of them have expired, then another; then a call of three
 * replicas, one of which is wrong. For one thread, once.
 */
final class DemoRun {

    private static final String TOPIC = "licence.apache";
    private static final List<Duration> LIFETIMES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Ttl.FOREVER);
    private static final List<String> LIFETIME_NAMES = List.of("1 s", "3 s", "for ever");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> lines;
    private final Consumer<String> account;
    private final Environment environment = Environment.system();
    private final long begunMillis = environment.clock().millis();
    private final List<DemoSight> sights = new ArrayList<>();

    /**
     * Creates a run.
     *
     * @param lines what is published
     * @param account is told the story, line by line
     */
    DemoRun(List<String> lines, Consumer<String> account) {
        this.lines = lines;
        this.account = account;
    }

    /**
     * Runs it, for about four seconds.
     *
     * @return what deviated from what was promised, in words; empty if all is well
     * @throws dev.dunlin.DunlinException if something did not happen at all
     */
    List<String> run() {
        try (Broker broker = Broker.inMemory();
                BrokerServer server = BrokerServer.serve(broker, "tcp://127.0.0.1:0")) {
            String address = server.address().toString();
            tell("a broker in this process listens on " + address);
            List<DemoMessage> published = early(address);
            late(address, "D", published, 0);
            late(address, "E", published, 1);
            account.accept("");
            DemoAccount.table(published, sights, LIFETIME_NAMES, begunMillis).forEach(account);
            List<String> deviations = DemoAudit.deviations(published, sights);
            account.accept("");
            deviations.addAll(DemoAudit.deviations(call()));
            return deviations;
        }
    }

    /** Three replicas, the third of which is wrong, and a call. */
    private DemoVote call() {
        try (DemoReplicas replicas = new DemoReplicas()) {
            tell("three replicas of an echo service listen; the third answers otherwise than it should");
            tell("one call asks all three: \"" + DemoReplicas.QUESTION + "\"");
            DemoVote vote = replicas.ask(PATIENCE);
            if (vote.report().answer() instanceof Answer.Agreed<String> agreed) {
                tell("the answer, as soon as two agreed: \"" + agreed.value() + "\"");
            }
            tell("the one that differs has been asked again; so often has each carried it out: " + vote.executions());
            account.accept("");
            vote.report().table().forEach(line -> account.accept("  " + line));
            return vote;
        }
    }

    private List<DemoMessage> early(String address) {
        try (DemoWitness a = witness("A", address, Position.latest());
                DemoWitness b = witness("B", address, Position.latest());
                DemoWitness c = witness("C", address, Position.latest())) {
            tell("subscribers A, B and C connect, each with a socket of its own");
            List<DemoMessage> published = publish(address);
            for (DemoWitness witness : List.of(a, b, c)) {
                sights.add(witness.sight(PATIENCE));
            }
            boolean same =
                    sights.stream().map(DemoSight::fingerprint).distinct().count() == 1;
            tell("A, B and C have been given "
                    + (same
                            ? "the same " + sights.get(0).given().size() + " messages, in the same order"
                            : "messages"));
            return published;
        }
    }

    private List<DemoMessage> publish(String address) {
        try (Broker broker = Broker.connect(address)) {
            tell("a publisher sends the " + lines.size() + " lines of the Apache License, each a message:");
            Topic<String> topic = broker.topic(TOPIC, Codec.utf8());
            List<Receipt> receipts = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                receipts.add(topic.publish(lines.get(i), PublishOptions.ttl(LIFETIMES.get(lifetime(i)))));
            }
            List<DemoMessage> published = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                Receipt receipt = receipts.get(i);
                long expires = receipt.expires().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
                published.add(new DemoMessage(receipt.sequence(), lines.get(i), lifetime(i), expires));
            }
            account.accept("           " + DemoAccount.lifetimes(published, LIFETIME_NAMES));
            tell("the broker has acknowledged all of them, as sequences 0 to " + (lines.size() - 1));
            return published;
        }
    }

    /** Waits until the last message of a lifetime has expired; then somebody comes and asks for all from the earliest. */
    private void late(String address, String name, List<DemoMessage> published, int lifetime) {
        long expired = published.stream()
                .filter(message -> message.lifetime() == lifetime)
                .mapToLong(DemoMessage::expiresMillis)
                .max()
                .orElse(0);
        waitUntil(expired);
        tell("all that live " + LIFETIME_NAMES.get(lifetime) + " have expired; subscriber " + name
                + " comes and asks for all there is");
        try (DemoWitness witness = witness(name, address, Position.earliest())) {
            sights.add(witness.sight(PATIENCE));
        }
    }

    private DemoWitness witness(String name, String address, Position from) {
        return new DemoWitness(name, address, TOPIC, from, lines.size() - 1, PATIENCE);
    }

    /** The lifetimes take turns, so that the last line lives for ever, and whoever has seen it has seen all. */
    private int lifetime(int line) {
        int turn = (lines.size() - 1 - line) % LIFETIMES.size();
        return LIFETIMES.size() - 1 - turn;
    }

    private void waitUntil(long instantMillis) {
        for (long now = environment.clock().millis();
                now < instantMillis;
                now = environment.clock().millis()) {
            CompletableFuture<Boolean> passed = new CompletableFuture<>();
            Duration rest = Duration.ofMillis(instantMillis - now);
            environment.scheduler().schedule(rest.toNanos(), () -> passed.complete(true));
            environment.await(passed, rest.plus(PATIENCE).toNanos());
        }
    }

    private void tell(String event) {
        account.accept(DemoAccount.event(environment.clock().millis() - begunMillis, event));
    }
}
