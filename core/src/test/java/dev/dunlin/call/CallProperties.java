package dev.dunlin.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.call.CallWorld.Host;
import dev.dunlin.transport.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * What replicas may do, and what must hold whatever they do: a majority that is whole gives the right value; nothing wrong is ever
 * agreed on, as long as fewer replicas are wrong alike than must agree; and nothing is carried out twice by one run of a
 * replica.
 *
 * <p>That condition can not be done without: as many as must agree that are wrong alike <em>are</em> the agreement, and
 * nobody who has only their answers can tell. So those that diverge each do so in a way of their own, at most one gives
 * answers to other requests, and of a single replica, which is a majority by itself, it is not asked that it be right. That
 * this is where the limit is, and not before, {@link #asManyAsMustAgreeThatAreWrongAlikeAreAgreedOn} shows.
 */
final class CallProperties {

    private static final int REQUESTS = 5;

    /** What goes wrong at a replica. */
    enum Fault {
        NONE,
        DIVERGES,
        DIVERGES_NOW_AND_THEN,
        THROWS,
        GARBLES,
        ANSWERS_ANOTHER_REQUEST,
        LOSES_REQUESTS,
        LOSES_ANSWERS,
        REPEATS,
        SLOW,
        DOWN,
        GOES_DOWN,
        CRASHES,
        NEVER_ANSWERS
    }

    /** How the replicas of a run are: what goes wrong at each, and with what chance. */
    record Plan(long seed, List<Fault> faults, boolean idempotent) {}

    @Provide
    Arbitrary<Plan> fewerThanHalf() {
        return plans(3, 7)
                .filter(plan -> plan.faults().stream()
                                        .filter(fault -> fault != Fault.NONE)
                                        .count()
                                * 2
                        < plan.faults().size());
    }

    @Provide
    Arbitrary<Plan> anyAtAll() {
        return plans(1, 7);
    }

    private static Arbitrary<Plan> plans(int fewest, int most) {
        Arbitrary<Fault> fault = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, Arbitraries.just(Fault.NONE)),
                net.jqwik.api.Tuple.of(2, Arbitraries.of(Fault.class)));
        return Combinators.combine(
                        Arbitraries.longs(),
                        fault.list().ofMinSize(fewest).ofMaxSize(most),
                        Arbitraries.of(false, true))
                .as(Plan::new)
                // Two of these could by chance be wrong alike, as a request that is asked anew has another number at
                // each.
                .filter(plan -> plan.faults().stream()
                                .filter(each -> each == Fault.ANSWERS_ANOTHER_REQUEST)
                                .count()
                        <= 1);
    }

    @Property(tries = 600)
    void aWholeMajorityGivesTheRightValue(@ForAll("fewerThanHalf") Plan plan) {
        CallWorld world = worldOf(plan);
        try (ReplicatedCall call = world.connect()) {
            for (int i = 0; i < REQUESTS; i++) {
                String text = "t" + i;
                assertThat(procedure(world, call, plan).call(text)).isEqualTo(text + text);
            }
            settle(world);
            assertThat(call.stats().inFlight()).isZero();
            assertThat(call.stats().members())
                    .allSatisfy(member -> assertThat(member.inFlight()).isZero());
        }
        checkExecutions(world, plan);
    }

    @Property(tries = 600)
    void nothingWrongIsAgreedOn(@ForAll("anyAtAll") Plan plan) {
        CallWorld world = worldOf(plan);
        try (ReplicatedCall call = world.connect()) {
            List<Pending<String>> pending = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                pending.add(procedure(world, call, plan).start("t" + i));
            }
            for (int i = 0; i < REQUESTS; i++) {
                Answer<String> answer = world.environment.await(pending.get(i).answer(), Long.MAX_VALUE);
                if (answer instanceof Answer.Agreed<String> agreed
                        && plan.faults().size() > 1) {
                    assertThat(agreed.value()).isEqualTo("t" + i + "t" + i);
                }
            }
            settle(world);
            assertThat(call.stats().inFlight()).isZero();
        }
        checkExecutions(world, plan);
    }

    @Property(tries = 200)
    void asManyAsMustAgreeThatAreWrongAlikeAreAgreedOn(
            @ForAll @IntRange(min = 1, max = 7) int replicas, @ForAll @IntRange(max = 7) int wrongAlike) {
        CallWorld world = new CallWorld(replicas, 1);
        int wrong = Math.min(wrongAlike, replicas);
        for (int i = 0; i < wrong; i++) {
            world.hosts.get(i).answer = text -> "wrong";
        }
        try (ReplicatedCall call = world.connect()) {
            Answer<String> answer = world.doubling(call).ask("t");
            int needed = replicas / 2 + 1;
            if (wrong >= needed) {
                assertThat(answer.get()).isEqualTo("wrong");
            } else if (replicas - wrong >= needed) {
                assertThat(answer.get()).isEqualTo("tt");
            } else {
                assertThat(answer).isInstanceOf(Answer.Split.class);
            }
        }
    }

    private static Procedure<String, String> procedure(CallWorld world, ReplicatedCall call, Plan plan) {
        return world.doubling(call).with(CallOptions.DEFAULT.withIdempotent(plan.idempotent()));
    }

    /** Until repairs are over. */
    private static void settle(CallWorld world) {
        world.environment.advance(Duration.ofSeconds(10));
    }

    private static void checkExecutions(CallWorld world, Plan plan) {
        for (int i = 0; i < plan.faults().size(); i++) {
            if (!plan.idempotent()) {
                assertThat(world.hosts.get(i).executions.values())
                        .as("%s", plan)
                        .allMatch(times -> times <= 1);
            }
        }
    }

    private static CallWorld worldOf(Plan plan) {
        CallWorld world = new CallWorld(plan.faults().size(), plan.seed());
        for (int i = 0; i < plan.faults().size(); i++) {
            harm(world, world.hosts.get(i), plan.faults().get(i), i);
        }
        return world;
    }

    private static void harm(CallWorld world, Host host, Fault fault, int index) {
        switch (fault) {
            case NONE -> {}
            case DIVERGES -> host.answer = text -> "wrong of " + index;
            case DIVERGES_NOW_AND_THEN ->
                host.answer = text -> world.environment.random().nextBoolean() ? text + text : "wrong of " + index;
            case THROWS ->
                host.answer = text -> {
                    throw new IllegalStateException("out of order");
                };
            case GARBLES ->
                host.garble = response ->
                        new Frame.Response(response.number(), response.attempt(), -1, new Frame.Returned(new byte[] {
                            (byte) 0xff, (byte) index
                        }));
            case ANSWERS_ANOTHER_REQUEST ->
                host.garble = response ->
                        new Frame.Response(response.number() + 1 + index, response.attempt(), -1, response.result());
            case LOSES_REQUESTS -> host.requestLoss = 0.5;
            case LOSES_ANSWERS -> host.responseLoss = 0.5;
            case REPEATS -> host.duplicates = 1;
            case SLOW -> host.backDelay = Duration.ofMillis(1_500);
            case DOWN -> later(world, Duration.ZERO, host::down);
            case GOES_DOWN ->
                later(world, Duration.ofMillis(3), () -> {
                    host.down();
                    later(world, Duration.ofMillis(200), host::up);
                });
            case CRASHES ->
                later(world, Duration.ofMillis(2), () -> {
                    host.crash();
                    later(world, Duration.ofMillis(20), host::up);
                });
            case NEVER_ANSWERS -> host.responseLoss = 1;
        }
    }

    private static void later(CallWorld world, Duration delay, Runnable task) {
        world.environment.scheduler().schedule(delay.toNanos(), task);
    }
}
