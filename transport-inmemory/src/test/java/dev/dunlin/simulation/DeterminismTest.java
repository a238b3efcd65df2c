package dev.dunlin.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dunlin.simulation.drill.CallDrill;
import dev.dunlin.simulation.junit.SimulationTest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The same seed gives the same run; what does not is found out. */
class DeterminismTest {

    @SimulationTest(seeds = 25, twice = true)
    void aBrokerUnderFaultsRunsTheSameTwice(Simulation simulation) {
        DrillProperties.broker(simulation);
    }

    @SimulationTest(seeds = 25, twice = true)
    void callsUnderFaultsRunTheSameTwice(Simulation simulation) {
        DrillProperties.call(simulation);
    }

    @Test
    void seedsDiffer() {
        Set<String> hashes = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            Simulation simulation = Simulation.seed(seed);
            new CallDrill(simulation, CallDrill.Plan.DEFAULT)
                    .run(FaultSchedule.NONE)
                    .orThrow();
            hashes.add(simulation.hash());
        }
        assertThat(hashes).hasSize(20);
    }

    @Test
    void aScenarioThatReadsTheRealClockIsFoundOut() {
        assertThatThrownBy(() -> Seeds.from(1, 5).twice().check(simulation -> simulation.note("" + System.nanoTime())))
                .isInstanceOf(SeedFailure.class)
                .hasMessageContaining("two runs differ")
                .hasMessageContaining("First difference, line 1");
    }

    @Test
    void aScenarioThatGoesByTheOrderOfAHashIsFoundOut() {
        assertThatThrownBy(() -> Seeds.from(1, 20).twice().check(simulation -> {
                    Set<Object> objects = new HashSet<>();
                    for (int i = 0; i < 50; i++) {
                        int number = i;
                        objects.add(new Object() {
                            @Override
                            public String toString() {
                                return "" + number;
                            }
                        });
                    }
                    simulation.note(objects.toString());
                }))
                .isInstanceOf(SeedFailure.class)
                .hasMessageContaining("two runs differ");
    }

    @Test
    void aScenarioThatStartsAThreadIsFoundOut() {
        assertThatThrownBy(() -> Seeds.from(1, 5).twice().check(simulation -> {
                    Queue<String> said = new ConcurrentLinkedQueue<>();
                    Thread thread =
                            new Thread(() -> said.add(Thread.currentThread().getName()));
                    thread.start();
                    thread.join();
                    simulation.note(said.toString());
                }))
                .isInstanceOf(SeedFailure.class)
                .hasMessageContaining("two runs differ")
                .hasMessageContaining("Thread-");
    }

    @Test
    void aRunThatAnotherThreadHasTouchedFails() {
        assertThatThrownBy(() -> Seeds.from(1, 1).check(simulation -> {
                    Thread thread = new Thread(() -> touched(simulation), "meddler");
                    thread.start();
                    thread.join();
                }))
                .isInstanceOf(SeedFailure.class)
                .hasMessageContaining("thread \"meddler\" touches a simulation");
        Simulation simulation = Simulation.seed(1);
        simulation.host("gull");
        CompletableFuture.runAsync(() -> touched(simulation)).join();
        assertThatThrownBy(() -> simulation.runFor(Duration.ofSeconds(1)))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("touches a simulation")
                .hasStackTraceContaining("touched");
    }

    /** All of it is refused, before it draws anything. */
    private static void touched(Simulation simulation) {
        Host host = simulation.hosts().isEmpty() ? null : simulation.host("gull");
        if (host == null) {
            assertThatThrownBy(() -> simulation.host("gull")).isInstanceOf(SimulationException.class);
            return;
        }
        List<Runnable> all = List.of(
                () -> host.environment().executor().execute(() -> {}),
                () -> host.environment().clock().nanos(),
                () -> host.environment().clock().millis(),
                () -> host.environment().random().nextInt(),
                () -> host.environment().random().nextLong(7),
                () -> simulation.network().latency(Duration.ZERO, Duration.ZERO),
                () -> simulation.network().latency("gull", "gull", Duration.ZERO, Duration.ZERO),
                () -> simulation.network().patience(Duration.ofSeconds(1)),
                () -> simulation.network().clearRules());
        all.forEach(one -> assertThatThrownBy(one::run).isInstanceOf(SimulationException.class));
    }

    @Test
    void whatAnotherThreadTriesDrawsNothing() {
        Simulation simulation = Simulation.seed(1);
        Host gull = simulation.host("gull");
        int first = Simulation.seed(1).host("gull").environment().random().nextInt();
        CompletableFuture.runAsync(() -> touched(simulation)).join();
        assertThat(gull.environment().random().nextInt()).isEqualTo(first);
    }

    @Test
    void aShortRunHasTheSameHashOnEveryJdk() {
        Simulation simulation = Simulation.seed(42);
        simulation.host("tern", HashedTalk::listen);
        simulation.network().add(NetworkRule.loss(0.2));
        simulation.network().add(NetworkRule.delay(Duration.ofMillis(1), Duration.ofMillis(9)));
        simulation.host("gull", HashedTalk::speak);
        simulation.runFor(Duration.ofSeconds(20));
        assertThat(simulation.network().stats().dropped()).isPositive();
        assertThat(simulation.hash()).isEqualTo("210d52bd60e0c91b");
    }

    @Test
    void anotherThreadIsNamed() {
        assertThatThrownBy(() -> Seeds.from(1, 1).check(simulation -> {
                    Host host = simulation.host("gull");
                    var failure = CompletableFuture.runAsync(
                            () -> host.environment().scheduler().schedule(1, () -> {}));
                    failure.handle((done, thrown) -> thrown)
                            .thenAccept(thrown -> {
                                throw (RuntimeException) thrown.getCause();
                            })
                            .join();
                }))
                .hasStackTraceContaining("touches a simulation that belongs to");
    }

    @Test
    void waitingInATimerIsNamedWithItsStack() {
        Simulation simulation = Simulation.seed(1);
        Host host = simulation.host("gull");
        host.environment()
                .scheduler()
                .schedule(1, () -> host.environment().await(new CompletableFuture<Void>(), Long.MAX_VALUE));
        assertThatThrownBy(() -> simulation.runFor(Duration.ofSeconds(1)))
                .isInstanceOf(BlockedException.class)
                .hasMessageContaining("host \"gull\" waits where nobody may")
                .hasStackTraceContaining("waitingInATimerIsNamedWithItsStack");
    }

    @Test
    void waitingInRealTimeIsNamedWithItsStack() {
        Simulation simulation = Simulation.seed(1);
        CountDownLatch never = new CountDownLatch(1);
        simulation.host("gull").environment().scheduler().schedule(1_000_000_000, () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(() -> simulation.runFor(Duration.ofSeconds(2)))
                .isInstanceOf(BlockedException.class)
                .hasMessageContaining("seed=1: host \"gull\" waits in real time")
                .hasStackTraceContaining("CountDownLatch.await");
        assertThat(Thread.interrupted()).as("the thread is as it was").isFalse();
    }

    @Test
    void aScenarioThatDoesNotEndIsEnded() {
        Simulation simulation = Simulation.of(SimulationConfig.seed(7).withMaxEvents(10_000));
        Host host = simulation.host("gull");
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            host.note("again");
            host.environment().executor().execute(again[0]);
        };
        again[0].run();
        assertThatThrownBy(() -> simulation.runFor(Duration.ofDays(1)))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("seed=7")
                .hasMessageContaining("maxEvents=10000")
                .hasMessageContaining("gull  again");
        Simulation slow = Simulation.of(SimulationConfig.seed(8).withMaxVirtualTime(Duration.ofDays(1)));
        slow.at(Duration.ofDays(2), () -> {});
        assertThatThrownBy(() -> slow.runFor(Duration.ofDays(3)))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("maxVirtualTime=PT24H");
    }

    @Test
    void timeHasAnEndThoughNothingHappens() {
        Simulation simulation = Simulation.of(SimulationConfig.seed(9).withMaxVirtualTime(Duration.ofDays(1)));
        simulation.note("the last word");
        simulation.runFor(Duration.ofDays(1));
        assertThatThrownBy(() -> simulation.runFor(Duration.ofNanos(1)))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("seed=9, PT24H: maxVirtualTime=PT24H has passed")
                .hasMessageContaining("the last word");
        assertThatThrownBy(() -> simulation.runUntil(() -> false, Duration.ofDays(1)))
                .isInstanceOf(SimulationException.class);
    }

    @Test
    void aFailureSaysTheWholeCommand() {
        assertThatThrownBy(() -> Seeds.from(3, 1)
                        .check(simulation -> assertThat(simulation.seed()).isZero()))
                .isInstanceOf(SeedFailure.class)
                .hasMessageContaining("seed=3 fails after PT0S")
                .hasMessageContaining("run it again with ./mvnw test -pl transport-inmemory -am"
                        + " '-Dtest=DeterminismTest#aFailureSaysTheWholeCommand'"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Ddunlin.seed=3\n");
        assertThatThrownBy(() -> Seeds.from(3, 1).replayedBy("make test").check(simulation -> {
                    throw new IllegalStateException();
                }))
                .hasMessageContaining("run it again with make test -Ddunlin.seed=3");
    }

    @Test
    void unknownHostsAndTimesThatRunBackwardsAreRefused() {
        Simulation simulation = Simulation.seed(1);
        simulation.host("gull");
        Fault crash = new Fault.Crash("tern", Duration.ZERO, Duration.ofSeconds(1), true);
        assertThatThrownBy(() -> FaultSchedule.of(crash).applyTo(simulation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"tern\"")
                .hasMessageContaining("[gull]");
        assertThatThrownBy(() -> simulation.runFor(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("backwards");
        assertThatThrownBy(() -> simulation.host("no host")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fault.Crash("gull", Duration.ofSeconds(-1), Duration.ZERO, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsSometimesTrueMustBeTrueOnce() {
        assertThatThrownBy(() -> Seeds.from(1, 10).check(simulation -> simulation.sometimes("it rained", false)))
                .isInstanceOf(SeedFailure.class)
                .hasMessageContaining("in none of 10 runs")
                .hasMessageContaining("it rained");
        Seeds.from(1, 10).check(simulation -> simulation.sometimes("it rained", simulation.seed() == 7));
    }
}
