package dev.dunlin.benchmarks.inmemory;

import dev.dunlin.benchmarks.load.Meter;
import dev.dunlin.benchmarks.load.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reactor: a multicast sink, each subscriber behind publishOn with a thread of its own. A sink takes messages from one
 * thread at a time: several publishers take turns by a lock, which is quicker than to try again until it is free.
 */
final class ReactorBus implements Bus {

    /** What may wait in the sink itself; the rest waits before each subscriber. */
    private static final int SINK = 1_024;

    private static final long RETRY_NANOS = 20_000;

    private final Sinks.Many<byte[]> sink = Sinks.unsafe().many().multicast().onBackpressureBuffer(SINK, false);
    private final List<Scheduler> schedulers = new ArrayList<>();
    private final boolean alone;

    ReactorBus(int publishers, List<Meter> subscribers) {
        alone = publishers == 1;
        for (Meter subscriber : subscribers) {
            Scheduler scheduler = Schedulers.newSingle("subscriber", true);
            schedulers.add(scheduler);
            var unused = sink.asFlux().publishOn(scheduler, MAX_WAITING).subscribe(subscriber::accept);
        }
    }

    @Override
    public Sender sender() {
        return alone ? this::emit : this::emitInTurn;
    }

    private void emit(byte[] payload) {
        Sinks.EmitResult result = sink.tryEmitNext(payload);
        while (result == Sinks.EmitResult.FAIL_OVERFLOW) {
            LockSupport.parkNanos(RETRY_NANOS);
            result = sink.tryEmitNext(payload);
        }
        result.orThrow();
    }

    private void emitInTurn(byte[] payload) {
        synchronized (sink) {
            emit(payload);
        }
    }

    @Override
    public void close() {
        schedulers.forEach(Scheduler::dispose);
    }
}
