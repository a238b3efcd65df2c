package dev.dunlin.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Codec;
import dev.dunlin.call.CallWorld.Host;
import dev.dunlin.transport.Failure;
import dev.dunlin.transport.Frame;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One call at a time, on virtual time: what is asked of whom, when, and what comes of it. */
final class ReplicatedCallTest {

    private final CallWorld world = new CallWorld(3, 1);
    private final Host a = world.hosts.get(0);
    private final Host b = world.hosts.get(1);
    private final Host c = world.hosts.get(2);

    private static <A> List<ReplicaReport> repaired(Pending<A> pending, CallWorld world) {
        return world.environment.await(pending.repaired(), Long.MAX_VALUE);
    }

    @Test
    void doesNotWaitForWhatIsNotNeeded() {
        c.backDelay = Duration.ofMillis(700);
        try (ReplicatedCall call = world.connect()) {
            Pending<String> pending = world.doubling(call).start("x");
            Answer<String> answer = world.environment.await(pending.answer(), Long.MAX_VALUE);
            assertThat(answer.get()).isEqualTo("xx");
            assertThat(answer.took()).isLessThan(Duration.ofMillis(10));
            assertThat(answer.dissenters()).isEmpty();
            assertThat(answer.replicas().get(2).outcome()).isEqualTo(new ReplicaReport.Unheard());
            assertThat(repaired(pending, world))
                    .allSatisfy(report -> assertThat(report.outcome()).isEqualTo(new ReplicaReport.Agreed()));
            assertThat(call.stats().repaired()).isEqualTo(1);
            assertThat(call.stats().inFlight()).isZero();
        }
    }

    @Test
    void namesTheOneThatDiffersAndAsksItOnceMore() {
        b.answer = text -> "wrong";
        try (ReplicatedCall call = world.connect()) {
            Pending<String> pending = world.doubling(call).start("x");
            List<ReplicaReport> reports = repaired(pending, world);
            assertThat(pending.answer().toCompletableFuture().join().get()).isEqualTo("xx");
            assertThat(reports.get(1).outcome()).isEqualTo(new ReplicaReport.Differed());
            assertThat(reports.get(1).attempts()).isEqualTo(2);
            assertThat(b.executions).containsEntry("x", 1);
            assertThat(b.replica().stats().repeated()).isEqualTo(1);
            assertThat(call.stats().members().get(1).differed()).isEqualTo(1);
        }
    }

    @Test
    void hasAnIdempotentRequestCarriedOutAnewWhereTheAnswerDiffers() {
        int[] times = {0};
        b.answer = text -> times[0]++ < 3 ? "wrong" + times[0] : text + text;
        try (ReplicatedCall call = world.connect()) {
            Pending<String> pending = world.doubling(call)
                    .with(CallOptions.DEFAULT.withIdempotent(true))
                    .start("x");
            List<ReplicaReport> reports = repaired(pending, world);
            assertThat(reports.get(1).outcome()).isEqualTo(new ReplicaReport.Agreed());
            assertThat(reports.get(1).attempts()).isEqualTo(4);
            assertThat(b.executions).containsEntry("x", 4);
            assertThat(a.executions).containsEntry("x", 1);
        }
    }

    @Test
    void splitsWhenAllDiffer() {
        b.answer = text -> "b";
        c.answer = text -> "c";
        try (ReplicatedCall call = world.connect()) {
            Answer<String> answer = world.doubling(call).ask("x");
            assertThat(((Answer.Split<String>) answer).ballots()).hasSize(3);
            assertThatThrownBy(answer::get)
                    .isInstanceOfSatisfying(CallException.class, e -> {
                        assertThat(e.reason()).isEqualTo(DunlinException.Reason.DISAGREED);
                        assertThat(e.effectMayHaveHappened()).isTrue();
                        assertThat(e.retryIsSafe()).isFalse();
                        assertThat(e.replicas()).hasSize(3);
                    })
                    .hasMessageContaining("1:1:1");
            assertThat(a.executions).containsEntry("x", 1);
            assertThat(call.stats().split()).isEqualTo(1);
        }
    }

    @Test
    void comparesWhatItIsToldToCompare() {
        a.answer = text -> text + "@a";
        b.answer = text -> text + "@b";
        c.answer = text -> "other@c";
        try (ReplicatedCall call = world.connect()) {
            Answer<String> answer = world.doubling(call)
                    .comparing(Equality.by(text -> text.substring(0, text.indexOf('@'))))
                    .ask("x");
            assertThat(answer.get()).isIn("x@a", "x@b");
            Answer<String> byBytes =
                    world.doubling(call).comparing(Equality.bytes()).ask("y");
            assertThat(byBytes).isInstanceOf(Answer.Split.class);
            Answer<String> thrown = world.doubling(call)
                    .comparing((one, other) -> {
                        throw new IllegalStateException("cannot compare");
                    })
                    .ask("z");
            assertThat(thrown).isInstanceOf(Answer.Split.class);
        }
    }

    @Test
    void asksThoseAgainThatDoNotAnswerAndHasItCarriedOutOnce() {
        a.responseLoss = 0.6;
        b.responseLoss = 0.6;
        c.requestLoss = 0.6;
        try (ReplicatedCall call = world.connect(world.config()
                .defaults(CallOptions.DEFAULT
                        .withAgreement(Agreement.all())
                        .withDeadline(Duration.ofMinutes(1))
                        .withAttemptTimeout(Duration.ofMillis(50))
                        .withAttempts(100))
                .build())) {
            for (int i = 0; i < 50; i++) {
                assertThat(world.doubling(call).call("x" + i)).isEqualTo("x" + i + "x" + i);
            }
            assertThat(call.stats().members().get(0).resent()).isGreaterThan(20);
        }
        for (Host host : world.hosts) {
            assertThat(host.executions).hasSize(50);
            assertThat(host.executions.values()).containsOnly(1);
        }
    }

    @Test
    void tellsTooFewAndThatNothingCanHaveHappened() {
        try (ReplicatedCall call = world.connect()) {
            a.down();
            b.down();
            Answer<String> answer = world.doubling(call).ask("x");
            assertThat(answer).isInstanceOf(Answer.TooFew.class);
            Answer.TooFew<String> few = (Answer.TooFew<String>) answer;
            assertThat(few.reached()).isEqualTo(1);
            assertThat(few.needed()).isEqualTo(2);
            assertThat(few.failures()).hasSize(2);
            c.down();
            Answer<String> none = world.doubling(call).ask("y");
            assertThatThrownBy(none::get).isInstanceOfSatisfying(CallException.class, e -> {
                assertThat(e.reason()).isEqualTo(DunlinException.Reason.TOO_FEW_ANSWERS);
                assertThat(e.effectMayHaveHappened()).isFalse();
                assertThat(e.retryIsSafe()).isTrue();
            });
            assertThat(none.replicas()).allSatisfy(report -> {
                assertThat(report.outcome()).isEqualTo(new ReplicaReport.Failed(Failure.UNREACHABLE));
                assertThat(report.attempts()).isGreaterThan(5);
            });
        }
    }

    @Test
    void waitsForAReplicaThatComesBack() {
        try (ReplicatedCall call = world.connect()) {
            a.down();
            b.down();
            Pending<String> pending = world.doubling(call).start("x");
            world.environment.advance(Duration.ofMillis(40));
            assertThat(pending.answer().toCompletableFuture().isDone()).isFalse();
            b.up();
            assertThat(world.environment.await(pending.answer(), Long.MAX_VALUE).get())
                    .isEqualTo("xx");
        }
    }

    @Test
    void waitsForTheFirstConnection() {
        world.hosts.forEach(Host::connecting);
        try (ReplicatedCall call = world.connect()) {
            Pending<String> pending = world.doubling(call).start("x");
            world.environment.advance(Duration.ofMillis(30));
            a.up();
            b.up();
            Answer<String> answer = world.environment.await(pending.answer(), Long.MAX_VALUE);
            assertThat(answer.get()).isEqualTo("xx");
            assertThat(answer.took()).isLessThan(Duration.ofMillis(40));
        }
    }

    @Test
    void doesNotUseItsAttemptsUpWhileItIsConnecting() {
        world.hosts.forEach(Host::connecting);
        try (ReplicatedCall call = world.connect()) {
            Pending<String> pending = world.doubling(call).start("x");
            world.environment.advance(Duration.ofMillis(4_500));
            assertThat(pending.answer().toCompletableFuture().isDone()).isFalse();
            a.up();
            b.up();
            Answer<String> answer = world.environment.await(pending.answer(), Long.MAX_VALUE);
            assertThat(answer.get()).isEqualTo("xx");
        }
    }

    @Test
    void pausesNoLongerThanItMayHoweverLongTheFirstPauseIs() {
        world.hosts.forEach(host -> host.responseLoss = 0.9);
        try (ReplicatedCall call = world.connect(world.config()
                .defaults(CallOptions.DEFAULT
                        .withPauses(Duration.ofDays(30), Duration.ofMillis(1))
                        .withAttemptTimeout(Duration.ofMillis(20))
                        .withAttempts(100))
                .build())) {
            for (int i = 0; i < 5; i++) {
                assertThat(world.doubling(call).call("x" + i)).isEqualTo("x" + i + "x" + i);
            }
        }
    }

    @Test
    void doesNotSendAgainToOneThatStartedAnew() {
        a.responseLoss = 1;
        try (ReplicatedCall call = world.connect(world.config()
                .defaults(CallOptions.DEFAULT.withAgreement(Agreement.all()))
                .build())) {
            Pending<String> pending = world.doubling(call).start("x");
            world.environment.advance(Duration.ofMillis(5));
            a.crash();
            a.responseLoss = 0;
            a.up();
            Answer<String> answer = world.environment.await(pending.answer(), Long.MAX_VALUE);
            assertThat(answer.replicas().get(0).outcome()).isEqualTo(new ReplicaReport.Failed(Failure.RESTARTED));
            assertThat(a.executions).containsEntry("x", 1);
        }
    }

    @Test
    void doesNotBeginAfterTheDeadline() {
        c.thereDelay = Duration.ofSeconds(6);
        try (ReplicatedCall call = world.connect()) {
            assertThat(world.doubling(call).call("x")).isEqualTo("xx");
            world.environment.advance(Duration.ofSeconds(30));
            assertThat(c.executions).isEmpty();
            assertThat(c.replica().stats().failures()).containsKey(Failure.EXPIRED);
        }
    }

    @Test
    void countsWhatIsGarbledLateTwiceAndOfAnotherRequest() {
        b.garble = response -> new Frame.Response(
                response.number(), response.attempt(), -1, new Frame.NotReturned(Failure.PROTOCOL, "garbage"));
        c.garble = response -> new Frame.Response(response.number() + 1_000, response.attempt(), -1, response.result());
        a.duplicates = 1;
        try (ReplicatedCall call = world.connect(world.config()
                .defaults(CallOptions.DEFAULT.withAgreement(Agreement.first()).withAttempts(2))
                .build())) {
            Pending<String> pending = world.doubling(call).start("x");
            List<ReplicaReport> reports = repaired(pending, world);
            assertThat(pending.answer().toCompletableFuture().join().get()).isEqualTo("xx");
            assertThat(reports.get(1).outcome()).isEqualTo(new ReplicaReport.Failed(Failure.PROTOCOL));
            assertThat(reports.get(2).outcome()).isEqualTo(new ReplicaReport.Failed(Failure.TIMED_OUT));
            List<MemberStats> members = call.stats().members();
            assertThat(members.get(0).late()).isEqualTo(1);
            assertThat(members.get(1).failures()).isEqualTo(Map.of(Failure.PROTOCOL, 2L));
            assertThat(members.get(2).late()).isEqualTo(2);
        }
    }

    @Test
    void refusesMoreThanMayBeInFlight() {
        world.hosts.forEach(host -> host.responseLoss = 1);
        try (ReplicatedCall call = world.connect(world.config().maxInFlight(3).build())) {
            List<Pending<String>> pending = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                pending.add(world.doubling(call).start("x" + i));
            }
            assertThatThrownBy(() -> world.doubling(call).start("x"))
                    .isInstanceOfSatisfying(DunlinException.class, e -> {
                        assertThat(e.reason()).isEqualTo(DunlinException.Reason.LIMIT_REACHED);
                        assertThat(e.retryIsSafe()).isTrue();
                    });
            pending.get(0).cancel();
            world.environment.run();
            assertThat(pending.get(0).answer().toCompletableFuture().join()).isInstanceOf(Answer.TooFew.class);
            assertThat(call.stats().refused()).isEqualTo(1);
            world.doubling(call).start("y");
        }
    }

    @Test
    void aReplicaThatIsSilentForLongKeepsNoCallFromBeingMade() {
        c.responseLoss = 1;
        try (ReplicatedCall call = world.connect(world.config().maxInFlight(8).build())) {
            for (int i = 0; i < 100; i++) {
                Answer<String> answer = world.doubling(call).ask("x" + i);
                assertThat(answer.get()).isEqualTo("x" + i + "x" + i);
                assertThat(call.stats().inFlight()).isLessThanOrEqualTo(4);
            }
            assertThat(call.stats().refused()).isZero();
            world.environment.advance(Duration.ofSeconds(10));
            assertThat(call.stats().unrepaired()).isEqualTo(100);
            assertThat(call.stats().inFlight()).isZero();
            assertThat(call.stats().members())
                    .allSatisfy(member -> assertThat(member.inFlight()).isZero());
        }
    }

    @Test
    void refusesWhatCanNeverSucceed() {
        assertThatThrownBy(() -> world.connect(world.config()
                        .defaults(CallOptions.DEFAULT.withAgreement(Agreement.atLeast(4)))
                        .build()))
                .hasMessage("agreement=at least 4: 3 replicas weigh 3 together, 4 must agree");
        assertThatThrownBy(() -> CallConfig.of()).hasMessageContaining("name at least one");
        assertThatThrownBy(() -> CallConfig.of("tcp://a:1", "tcp://b:1", "tcp://a:1"))
                .hasMessageContaining("tcp://a:1 is named twice");
        assertThatThrownBy(() -> CallOptions.DEFAULT.withAttempts(-1)).hasMessage("attempts=-1: must be at least 1");
        assertThatThrownBy(() -> CallOptions.DEFAULT.withDeadline(Duration.ofMillis(-1)))
                .hasMessage("deadline=PT-0.001S: must be positive");
        assertThatThrownBy(() -> CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(Long.MAX_VALUE)))
                .hasMessageContaining("at most 365 days");
        assertThatThrownBy(() -> Agreement.atLeast(0)).hasMessageContaining("at least 1 replica");
        try (ReplicatedCall call = world.connect()) {
            assertThatThrownBy(() -> call.procedure("", Codec.utf8(), Codec.utf8()))
                    .isInstanceOf(IllegalArgumentException.class);
            Answer<String> tooLong = world.doubling(call).ask("x".repeat(1_001));
            assertThat(tooLong.replicas().get(0).outcome()).isEqualTo(new ReplicaReport.Failed(Failure.BAD_REQUEST));
        }
    }

    @Test
    void refusesACallThatMoreMustAgreeOnThanThereAre() {
        List<URI> now = new ArrayList<>(List.of(a.address(), b.address(), c.address()));
        try (ReplicatedCall call = world.connect(CallConfig.of(() -> now)
                .environment(world.environment)
                .refresh(Duration.ofSeconds(1))
                .build())) {
            Procedure<String, String> doubling = world.doubling(call);
            Procedure<String, String> three = doubling.with(CallOptions.DEFAULT.withAgreement(Agreement.atLeast(3)));
            Procedure<String, String> four = doubling.with(CallOptions.DEFAULT.withAgreement(Agreement.atLeast(4)));
            assertThatThrownBy(() -> four.start("x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("agreement=at least 4: 3 replicas weigh 3 together, 4 must agree");
            assertThat(a.sent).isZero();
            assertThat(three.call("x")).isEqualTo("xx");
            now.remove(0);
            world.environment.advance(Duration.ofSeconds(2));
            assertThatThrownBy(() -> three.ask("y"))
                    .hasMessage("agreement=at least 3: 2 replicas weigh 2 together, 3 must agree");
            assertThat(b.executions).doesNotContainKey("y");
            assertThat(doubling.call("y")).as("of two a majority is two").isEqualTo("yy");
            assertThat(call.stats().inFlight()).isZero();
        }
    }

    @Test
    void callsNobodyOnceItIsClosed() {
        ReplicatedCall call = world.connect();
        Pending<String> pending = world.doubling(call).start("x");
        call.close();
        world.environment.run();
        assertThat(pending.answer().toCompletableFuture()).isCompleted();
        assertThatThrownBy(() -> world.doubling(call).call("x")).hasMessageContaining("has been closed");
    }

    @Test
    void followsReplicasThatComeAndGo() {
        List<URI> now = new ArrayList<>(List.of(a.address(), b.address()));
        try (ReplicatedCall call = world.connect(CallConfig.of(() -> now)
                .environment(world.environment)
                .refresh(Duration.ofSeconds(1))
                .build())) {
            assertThat(world.doubling(call).ask("x").replicas()).hasSize(2);
            now.set(0, c.address());
            world.environment.advance(Duration.ofSeconds(2));
            assertThat(world.doubling(call).ask("y").replicas())
                    .extracting(ReplicaReport::replica)
                    .containsExactly(c.address(), b.address());
            now.clear();
            world.environment.advance(Duration.ofSeconds(2));
            assertThat(world.doubling(call).ask("z").replicas()).hasSize(2);
        }
    }

    @Test
    void quickestAsksOneAndASecondWhenThatIsSlow() {
        try (ReplicatedCall call = world.connect()) {
            Procedure<String, String> quickly =
                    call.quickest().procedure(CallWorld.PROCEDURE, Codec.utf8(), Codec.utf8());
            for (int i = 0; i < 300; i++) {
                assertThat(quickly.ask("x" + i).attempts()).isEqualTo(1);
            }
            assertThat(call.stats().hedges()).isZero();
            a.backDelay = Duration.ofMillis(100);
            long hedged = 0;
            for (int i = 0; i < 20; i++) {
                Answer<String> answer = quickly.ask("y" + i);
                assertThat(answer.took()).isLessThan(Duration.ofMillis(20));
                hedged += answer.attempts() - 1;
            }
            assertThat(hedged).isGreaterThan(0);
            assertThat(call.stats().hedges()).isEqualTo(hedged);
            assertThat(a.cancelled).hasSize((int) hedged);
            assertThat(call.stats().members().get(0).cancelled()).isEqualTo(hedged);
        }
    }

    @Test
    void quickestHedgesWithinItsBudget() {
        world.hosts.forEach(host -> host.backDelay = Duration.ofMillis(200));
        try (ReplicatedCall call = world.connect()) {
            Procedure<String, String> quickly =
                    call.quickest().procedure(CallWorld.PROCEDURE, Codec.utf8(), Codec.utf8());
            for (int i = 0; i < 30; i++) {
                assertThat(quickly.call("x" + i)).isEqualTo("x" + i + "x" + i);
            }
            assertThat(call.stats().hedges()).isBetween(1L, 3L);
        }
    }

    @Test
    void quickestSetsAsideWhatFailsAndLetsItBack() {
        try (ReplicatedCall call = world.connect()) {
            Procedure<String, String> quickly =
                    call.quickest().procedure(CallWorld.PROCEDURE, Codec.utf8(), Codec.utf8());
            a.answer = text -> {
                throw new IllegalStateException("out of order");
            };
            for (int i = 0; i < 100; i++) {
                assertThat(quickly.call("x" + i)).isEqualTo("x" + i + "x" + i);
            }
            assertThat(call.stats().members().get(0).setAside()).isTrue();
            int before = a.sent;
            for (int i = 0; i < 50; i++) {
                assertThat(quickly.ask("y" + i).attempts()).isEqualTo(1);
            }
            assertThat(a.sent).isEqualTo(before);
            a.answer = text -> text + text;
            world.environment.advance(Duration.ofSeconds(40));
            for (int i = 0; i < 50; i++) {
                assertThat(quickly.call("z" + i)).isEqualTo("z" + i + "z" + i);
            }
            assertThat(call.stats().members().get(0).setAside()).isFalse();
            assertThat(a.sent).isGreaterThan(before + 5);
        }
    }

    @Test
    void tellsWithoutAnAnswer() {
        try (ReplicatedCall call = world.connect()) {
            b.down();
            assertThat(world.doubling(call).tell("x")).isEqualTo(2);
            world.environment.advance(Duration.ofSeconds(1));
            assertThat(a.executions).containsEntry("x", 1);
            assertThat(b.executions).isEmpty();
            assertThat(c.executions).containsEntry("x", 1);
            assertThat(world.doubling(call).call("y")).isEqualTo("yy");
        }
    }
}
