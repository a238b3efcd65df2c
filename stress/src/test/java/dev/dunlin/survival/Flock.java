package dev.dunlin.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Codec;
import dev.dunlin.call.Agreement;
import dev.dunlin.call.Answer;
import dev.dunlin.call.CallConfig;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.MemberStats;
import dev.dunlin.call.Pending;
import dev.dunlin.call.Procedure;
import dev.dunlin.call.ReplicatedCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Four replicas, each a process of its own: two that both callers have, one that is left alone, and one that goes through
 * things. So the same calls can be made at the same time with all in health and with one that is not. For one thread.
 */
final class Flock implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int VICTIM = 3;

    /** Carrying a request out twice would do harm: none may be. */
    private static final CallOptions OPTIONS = CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(20));

    private final Path folder;
    private final List<Child> children = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final ReplicatedCall healthyReplicas;
    private final ReplicatedCall ailingReplicas;
    private int texts;

    /**
     * Starts them.
     *
     * @param folder where they write down what they carry out
     * @param diverges whether the victim answers otherwise than the others
     */
    Flock(Path folder, boolean diverges) throws IOException, InterruptedException {
        this.folder = folder;
        for (int i = 0; i <= VICTIM; i++) {
            children.add(start(i, "tcp://127.0.0.1:0", diverges && i == VICTIM));
        }
        for (Child child : children) {
            addresses.add(child.hear(ReplicaPeer.LISTENING));
        }
        healthyReplicas = connect(0, 1, 2);
        ailingReplicas = connect(0, 1, VICTIM);
        await("they are connected", () -> isAnswered(healthy()) && isAnswered(ailing()));
    }

    private boolean isAnswered(Procedure<String, String> echo) {
        return echo.ask(text()) instanceof Answer.Agreed<String>;
    }

    private Child start(int replica, String address, boolean diverges) throws IOException {
        return Child.start(
                List.of(),
                ReplicaPeer.class,
                address,
                folder.resolve("replica" + replica).toString(),
                diverges ? ReplicaPeer.DIVERGES : "agrees");
    }

    private ReplicatedCall connect(int... replicas) {
        String[] to = Arrays.stream(replicas).mapToObj(addresses::get).toArray(String[]::new);
        return ReplicatedCall.connect(CallConfig.of(to)
                .defaults(OPTIONS)
                .heartbeat(Duration.ofSeconds(1))
                .build());
    }

    /** The echo of the three that nothing happens to. */
    Procedure<String, String> healthy() {
        return healthyReplicas.procedure(ReplicaPeer.ECHO, Codec.utf8(), Codec.utf8());
    }

    /** The echo of two of those, and the victim. */
    Procedure<String, String> ailing() {
        return ailingReplicas.procedure(ReplicaPeer.ECHO, Codec.utf8(), Codec.utf8());
    }

    Child victim() {
        return children.get(VICTIM);
    }

    String victimAddress() {
        return addresses.get(VICTIM);
    }

    /** Starts another process in the place of the victim. */
    void startVictimAnew() throws IOException, InterruptedException {
        children.get(VICTIM).close();
        Child again = start(VICTIM, victimAddress(), false);
        children.set(VICTIM, again);
        assertThat(again.hear(ReplicaPeer.LISTENING)).isEqualTo(victimAddress());
    }

    /** How often the victim has been asked again. */
    long resentToVictim() {
        return ailingReplicas.stats().members().stream()
                .filter(stats -> stats.replica().toString().equals(victimAddress()))
                .mapToLong(MemberStats::resent)
                .sum();
    }

    /** A text that no other call has. */
    String text() {
        return "text " + texts++;
    }

    /** Begins calls on which all must agree, and waits until the victim has begun to carry out the last; they take a while. */
    List<Pending<String>> begin(List<String> asked) throws IOException {
        Procedure<String, String> unanimous = ailing().with(OPTIONS.withAgreement(Agreement.all()));
        List<Pending<String>> begun = asked.stream().map(unanimous::start).toList();
        String last = " " + asked.get(asked.size() - 1);
        await("the victim has begun", () -> executions(VICTIM).stream().anyMatch(line -> line.endsWith(last)));
        return begun;
    }

    static <A> Answer<A> answerOf(Pending<A> pending) throws Exception {
        return pending.answer().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    /** Calls until the victim, as well, gives the answer in time. */
    void awaitVictim() {
        Procedure<String, String> unanimous =
                ailing().with(OPTIONS.withAgreement(Agreement.all()).withDeadline(Duration.ofSeconds(1)));
        await("the victim takes part", () -> unanimous.ask(text()) instanceof Answer.Agreed<String>);
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within 60 s: " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** What a replica has carried out, in all its lives: caller, number and text. */
    List<String> executions(int replica) {
        try {
            Path file = folder.resolve("replica" + replica);
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Checks that no replica has carried out a request twice, by its name and by its text. */
    void assertEachWasCarriedOutOnce() {
        for (int replica = 0; replica <= VICTIM; replica++) {
            Set<String> names = new HashSet<>();
            Set<String> carriedOut = new HashSet<>();
            for (String line : executions(replica)) {
                String[] parts = line.split(" ", 3);
                assertThat(names.add(parts[0] + " " + parts[1]))
                        .as("replica %s carried out twice: %s", replica, line)
                        .isTrue();
                assertThat(carriedOut.add(parts[2]))
                        .as("replica %s carried out twice: %s", replica, line)
                        .isTrue();
            }
            assertThat(carriedOut).as("replica " + replica).isNotEmpty();
        }
    }

    @Override
    public void close() {
        healthyReplicas.close();
        ailingReplicas.close();
        children.forEach(Child::close);
    }
}
