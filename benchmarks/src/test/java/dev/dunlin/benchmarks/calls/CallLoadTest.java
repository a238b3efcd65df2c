package dev.dunlin.benchmarks.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallLoadTest {

    private static final Duration SPAN = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ExecutorService others = Executors.newFixedThreadPool(2);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();

    @AfterEach
    void end() {
        others.shutdownNow();
    }

    private CompletableFuture<byte[]> answerLater(byte[] question) {
        calls.incrementAndGet();
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        return CompletableFuture.supplyAsync(
                () -> {
                    inFlight.decrementAndGet();
                    return Exam.answer(question);
                },
                others);
    }

    @Test
    void keepsSoManyInFlight() throws Exception {
        CallLoad.Result result = new CallLoad(this::answerLater, PATIENCE).keepInFlight(8, SPAN);

        assertThat(result.times().getTotalCount()).isEqualTo(calls.get()).isGreaterThanOrEqualTo(8);
        assertThat(mostInFlight.get()).isBetween(1, 8);
        assertThat(inFlight).hasValue(0);
    }

    @Test
    void needsNoStackForAnswersThatComeAtOnce() throws Exception {
        CallLoad load = new CallLoad(
                question -> calls.incrementAndGet() < 100_000
                        ? CompletableFuture.completedFuture(Exam.answer(question))
                        : answerLater(question),
                PATIENCE);

        assertThat(load.keepInFlight(1, SPAN).times().getTotalCount()).isGreaterThanOrEqualTo(100_000);
    }

    @Test
    void callsOnSchedule() throws Exception {
        CallLoad.Result result = new CallLoad(this::answerLater, PATIENCE).onSchedule(1_000, Duration.ofMillis(100));

        assertThat(result.times().getTotalCount()).isEqualTo(100);
        assertThat(result.seconds()).isGreaterThanOrEqualTo(0.099);
    }

    @Test
    void noticesAWrongAnswer() {
        CallLoad load = new CallLoad(
                question -> answerLater(question).thenApply(answer -> calls.get() > 100 ? question : answer), PATIENCE);

        assertThatThrownBy(() -> load.keepInFlight(4, SPAN)).hasMessageContaining("was answered wrongly");
    }

    @Test
    void noticesACallThatFails() {
        CallLoad load = new CallLoad(
                question -> CompletableFuture.failedFuture(new IllegalStateException("no replica")), PATIENCE);

        assertThatThrownBy(() -> load.onSchedule(1_000, SPAN)).hasMessageContaining("no replica");
    }

    @Test
    void noticesACallThatIsNotAnswered() {
        CallLoad load = new CallLoad(question -> new CompletableFuture<>(), Duration.ofMillis(20));

        assertThatThrownBy(() -> load.keepInFlight(4, SPAN)).hasMessageContaining("not answered within PT0.02S");
        assertThatThrownBy(() -> load.onSchedule(1_000, SPAN)).hasMessageContaining("not answered within PT0.02S");
    }
}
