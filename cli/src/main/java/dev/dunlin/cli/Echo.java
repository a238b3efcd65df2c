package dev.dunlin.cli;

import dev.dunlin.call.AsyncHandler;
import dev.dunlin.call.Request;
import dev.dunlin.environment.Environment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Gives back what it is asked, with the faults it is told to have. Safe for use by any thread. */
final class Echo implements AsyncHandler {

    /** What its procedure is called. */
    static final String PROCEDURE = "echo";

    private final int id;
    private final Faults faults;
    private final Environment environment;
    private final Consumer<Request> executed;
    private final Runnable crash;
    private final AtomicLong executions = new AtomicLong();

    /**
     * An echo.
     *
     * @param id which replica it is
     * @param faults what it does wrong; answers that are dropped are so by {@link LossyTransport}
     * @param executed is told of each execution, before it is answered
     * @param crash ends the process
     */
    Echo(int id, Faults faults, Environment environment, Consumer<Request> executed, Runnable crash) {
        this.id = id;
        this.faults = faults;
        this.environment = environment;
        this.executed = executed;
        this.crash = crash;
    }

    @Override
    public CompletionStage<byte[]> handle(Request request) {
        executed.accept(request);
        if (executions.incrementAndGet() == faults.crashAfter()) {
            crash.run();
        }
        byte[] answer = faults.diverges() ? otherwise(request.body()) : request.body();
        if (faults.slow().isZero()) {
            return CompletableFuture.completedFuture(answer);
        }
        CompletableFuture<byte[]> later = new CompletableFuture<>();
        environment.scheduler().schedule(faults.slow().toNanos(), () -> later.complete(answer));
        return later;
    }

    private byte[] otherwise(byte[] body) {
        String text = "replica " + id + " says: " + new String(body, StandardCharsets.UTF_8);
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
