package dev.dunlin.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Codec;
import dev.dunlin.call.Agreement;
import dev.dunlin.call.Answer;
import dev.dunlin.call.CallException;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.Failure;
import dev.dunlin.call.Pending;
import dev.dunlin.call.Procedure;
import dev.dunlin.call.ReplicaReport;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.contracts.CallScenario.Echo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What calls to replicas keep to, whatever carries them. A binding gives a transport and its addresses. */
public interface CallContract extends TransportScenarios {

    /** A scenario in a new world. */
    default CallScenario callScenario() {
        return new CallScenario(world(), transport(), this::address);
    }

    @Test
    default void threeReplicasAgreeOnEachOfManyCalls() {
        try (CallScenario scenario = callScenario()) {
            Echo[] echoes = {scenario.echo(), scenario.echo(), scenario.echo()};
            ReplicatedCall call = scenario.caller(CallOptions.DEFAULT, echoes);
            List<Pending<String>> pending = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                pending.add(CallScenario.echoOf(call).start("call " + i));
            }
            for (int i = 0; i < pending.size(); i++) {
                assertThat(scenario.get(pending.get(i).answer()).get()).isEqualTo("call " + i);
                scenario.get(pending.get(i).repaired());
            }
            for (Echo echo : echoes) {
                assertThat(echo.executions()).hasSize(2_000);
                assertThat(echo.executions().values()).containsOnly(1);
            }
            assertThat(call.stats().agreed()).isEqualTo(2_000);
            assertThat(call.stats().inFlight()).isZero();
        }
    }

    @Test
    default void theOneThatDiffersIsNamed() {
        try (CallScenario scenario = callScenario()) {
            Echo odd = scenario.echo(text -> text + "!");
            ReplicatedCall call = scenario.caller(CallOptions.DEFAULT, scenario.echo(), odd, scenario.echo());
            Pending<String> pending = CallScenario.echoOf(call).start("hello");
            assertThat(scenario.get(pending.answer()).get()).isEqualTo("hello");
            ReplicaReport report = scenario.get(pending.repaired()).get(1);
            assertThat(report.replica()).isEqualTo(odd.address());
            assertThat(report.outcome()).isEqualTo(new ReplicaReport.Differed());
            assertThat(odd.executions()).containsEntry("hello", 1);
        }
    }

    @Test
    default void whatIsSentAgainIsCarriedOutOnce() {
        try (CallScenario scenario = callScenario()) {
            Echo slow = scenario.slowEcho(Duration.ofMillis(300));
            CallOptions impatient = CallOptions.DEFAULT.withAttemptTimeout(Duration.ofMillis(50));
            ReplicatedCall call = scenario.caller(impatient, slow);
            Answer<String> answer = CallScenario.echoOf(call).ask("slowly");
            assertThat(answer.get()).isEqualTo("slowly");
            assertThat(answer.attempts()).isGreaterThan(1);
            assertThat(slow.executions()).containsEntry("slowly", 1);
            assertThat(slow.replica().stats().repeated()).isPositive();
        }
    }

    @Test
    default void whatIsNotNeededIsNotWaitedFor() {
        try (CallScenario scenario = callScenario()) {
            ReplicatedCall call = scenario.caller(
                    CallOptions.DEFAULT, scenario.slowEcho(Duration.ofSeconds(3)), scenario.echo(), scenario.echo());
            Answer<String> answer = CallScenario.echoOf(call).ask("quick");
            assertThat(answer.get()).isEqualTo("quick");
            assertThat(answer.took()).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    default void failuresSayWhatWasMet() {
        try (CallScenario scenario = callScenario()) {
            Echo broken = scenario.echo(text -> {
                throw new IllegalStateException("no paper left");
            });
            ReplicatedCall call = scenario.caller(CallOptions.DEFAULT, broken);
            Answer<String> answer = CallScenario.echoOf(call).ask("print");
            assertThat(answer.replicas().get(0).outcome()).isEqualTo(new ReplicaReport.Failed(Failure.HANDLER_FAILED));
            assertThatThrownBy(answer::get)
                    .isInstanceOf(CallException.class)
                    .hasMessageContaining("no paper left")
                    .hasMessageContaining("0 of 1 replicas answered, 1 must agree");
            Answer<String> unknown =
                    call.procedure("nothing", Codec.utf8(), Codec.utf8()).ask("x");
            assertThat(unknown.replicas().get(0).outcome())
                    .isEqualTo(new ReplicaReport.Failed(Failure.UNKNOWN_PROCEDURE));
            assertThatThrownBy(unknown::get).isInstanceOfSatisfying(CallException.class, e -> {
                assertThat(e.retryIsSafe()).isTrue();
                assertThat(e.effectMayHaveHappened()).isFalse();
            });
        }
    }

    @Test
    default void whatIsTooLargeIsRefusedAtEitherEnd() {
        try (CallScenario scenario = callScenario()) {
            int limit = 16 << 20;
            ReplicatedCall call = scenario.caller(CallOptions.DEFAULT, scenario.echo(text -> text + text));
            Procedure<String, String> echo = CallScenario.echoOf(call);
            assertThat(echo.call("x".repeat(100_000))).hasSize(200_000);
            assertThat(echo.ask("x".repeat(limit + 1)).replicas().get(0).outcome())
                    .isEqualTo(new ReplicaReport.Failed(Failure.BAD_REQUEST));
            assertThat(echo.ask("x".repeat(limit / 2 + 1)).replicas().get(0).outcome())
                    .isEqualTo(new ReplicaReport.Failed(Failure.TOO_LARGE));
            assertThat(echo.call("still there")).isEqualTo("still therestill there");
        }
    }

    @Test
    default void whatCannotBeReachedIsToldAndIsNotWaitedForAtTheEnd() {
        try (CallScenario scenario = callScenario()) {
            Echo gone = scenario.echo();
            Echo[] echoes = {gone, scenario.echo(), scenario.echo()};
            gone.stop();
            ReplicatedCall call = scenario.caller(CallOptions.DEFAULT, echoes);
            Pending<String> pending = CallScenario.echoOf(call).start("two will do");
            assertThat(scenario.get(pending.answer()).get()).isEqualTo("two will do");
            CallOptions all = CallOptions.DEFAULT
                    .withAgreement(Agreement.all())
                    .withDeadline(Duration.ofMillis(500))
                    .withAttempts(3);
            Answer<String> answer = CallScenario.echoOf(call).with(all).ask("all must");
            assertThat(answer).isInstanceOf(Answer.TooFew.class);
            assertThat(answer.replicas().get(0).outcome()).isEqualTo(new ReplicaReport.Failed(Failure.UNREACHABLE));
            assertThat(answer.replicas().get(0).mayHaveExecuted()).isFalse();
        }
    }

    @Test
    default void aReplicaMayGoAndComeBack() {
        try (CallScenario scenario = callScenario()) {
            Echo leaving = scenario.echo();
            ReplicatedCall call = scenario.caller(
                    CallOptions.DEFAULT
                            .withAgreement(Agreement.all())
                            .withAttempts(1_000)
                            .withDeadline(Duration.ofSeconds(20)),
                    leaving,
                    scenario.echo());
            Procedure<String, String> echo = CallScenario.echoOf(call);
            assertThat(echo.call("before")).isEqualTo("before");
            leaving.stop();
            Pending<String> pending = echo.start("meanwhile");
            leaving.start();
            assertThat(scenario.get(pending.answer()).get()).isEqualTo("meanwhile");
            assertThat(leaving.executions()).containsEntry("meanwhile", 1);
        }
    }

    @Test
    default void aServerThatClosesAnswersWhatItWasAsked() {
        try (CallScenario scenario = callScenario()) {
            Echo leaving = scenario.slowEcho(Duration.ofMillis(100));
            ReplicatedCall call = scenario.caller(CallOptions.DEFAULT.withAttempts(1), leaving);
            Procedure<String, String> echo = CallScenario.echoOf(call);
            assertThat(echo.call("first")).isEqualTo("first");
            Pending<String> pending = echo.start("last");
            scenario.world().await("it is asked", () -> leaving.executions().containsKey("last"));
            leaving.stop();
            assertThat(scenario.get(pending.answer()).get()).isEqualTo("last");
        }
    }

    @Test
    default void whatIsToldIsNotAnswered() {
        try (CallScenario scenario = callScenario()) {
            Echo one = scenario.echo();
            Echo other = scenario.echo();
            ReplicatedCall call = scenario.caller(CallOptions.DEFAULT.withAgreement(Agreement.all()), one, other);
            assertThat(CallScenario.echoOf(call).call("are you there")).isEqualTo("are you there");
            assertThat(CallScenario.echoOf(call).tell("good night")).isEqualTo(2);
            scenario.world()
                    .await(
                            "both have heard it",
                            () -> one.executions().containsKey("good night")
                                    && other.executions().containsKey("good night"));
            assertThat(CallScenario.echoOf(call).call("and now")).isEqualTo("and now");
            assertThat(call.stats().members())
                    .allSatisfy(member -> assertThat(member.late()).isZero());
        }
    }

    @Test
    default void theQuickestAnswersForAll() {
        try (CallScenario scenario = callScenario()) {
            Echo[] echoes = {scenario.echo(), scenario.echo(), scenario.echo()};
            ReplicatedCall call = scenario.caller(CallOptions.DEFAULT.withAgreement(Agreement.all()), echoes);
            assertThat(CallScenario.echoOf(call).call("all")).isEqualTo("all");
            Procedure<String, String> quick = CallScenario.echoOf(call.quickest());
            for (int i = 0; i < 300; i++) {
                assertThat(quick.call("read " + i)).isEqualTo("read " + i);
            }
            int executed = 0;
            for (Echo echo : echoes) {
                assertThat(echo.executions()).hasSizeGreaterThan(3);
                executed += echo.executions().size();
            }
            // One each of the first, and one for each read, but for the few that a second was asked for.
            assertThat(executed).isBetween(303, 303 + 33);
        }
    }

    @Test
    default void nobodyWaitsWhereAnswersCome() {
        try (CallScenario scenario = callScenario()) {
            ReplicatedCall call = scenario.caller(CallOptions.DEFAULT, scenario.echo());
            Procedure<String, String> echo = CallScenario.echoOf(call);
            Throwable met = scenario.get(echo.start("one").answer().handle((answer, failure) -> {
                try {
                    return echo.call("two") == null ? null : new AssertionError("has waited");
                } catch (DunlinException e) {
                    return e;
                }
            }));
            // It may have been there already when this was chained to it: then this thread may wait.
            assertThat(met)
                    .satisfiesAnyOf(
                            e -> assertThat(e)
                                    .isInstanceOfSatisfying(
                                            DunlinException.class,
                                            fault -> assertThat(fault.reason())
                                                    .isEqualTo(DunlinException.Reason.WOULD_BLOCK)),
                            e -> assertThat(e).hasMessage("has waited"));
        }
    }
}
