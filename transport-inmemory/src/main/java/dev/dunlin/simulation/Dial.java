package dev.dunlin.simulation;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An attempt to connect: the wish goes over, the answer comes back, either may be lost and is then sent again. */
final class Dial {

    private static final int PACKET_BYTES = 40;

    private final Simulation simulation;
    private final Life from;
    private final Host target;
    private final URI address;
    private final TransportLimits limits;
    private final Acceptor acceptor;
    private final CompletableFuture<Connection> made = new CompletableFuture<>();
    private final long begunNanos;

    /** What the first wish that arrived has made there: one that is sent again finds it. */
    private @Nullable StreamEnd taken;

    Dial(HostEnvironment from, Host target, URI address, TransportLimits limits, Acceptor acceptor) {
        this.simulation = from.simulation();
        this.from = from.life();
        this.target = target;
        this.address = address;
        this.limits = limits;
        this.acceptor = acceptor;
        this.begunNanos = simulation.timeline().nowNanos();
    }

    CompletionStage<Connection> begin() {
        ask(1);
        return made;
    }

    private void ask(int attempt) {
        String near = from.host.name();
        Passage wish = passage(near, target.name(), Passage.Kind.CONNECT, attempt);
        Verdict verdict = simulation.network().judge(wish);
        boolean lost = !target.isUp() || Lane.isLost(verdict);
        if (!lost) {
            long after = Timeline.plus(
                    simulation.network().latencyNanos(near, target.name(), PACKET_BYTES), Lane.delayNanos(verdict));
            Life there = target.life();
            simulation.timeline().after(after, there, () -> arrive(there, attempt));
        }
        // Whether the wish or its answer is lost cannot be told from here: only that nothing comes.
        simulation.timeline().after(Resend.afterNanos(attempt) * 2, from, () -> askAgain(attempt));
    }

    private void askAgain(int attempt) {
        if (made.isDone()) {
            return;
        }
        long waited = simulation.timeline().nowNanos() - begunNanos;
        if (waited >= simulation.network().patienceNanos()) {
            fail("no answer in " + Duration.ofNanos(waited));
            return;
        }
        simulation.network().counters().resent();
        ask(attempt + 1);
    }

    /** The wish has come to the host. */
    private void arrive(Life there, int attempt) {
        if (made.isDone()) {
            return;
        }
        SimulatedListener listener = there.listeners.get(address.getPort());
        String far = there.host.name();
        String near = from.host.name();
        Passage answer = passage(far, near, listener == null ? Passage.Kind.RESET : Passage.Kind.ACCEPT, attempt);
        Verdict verdict = simulation.network().judge(answer);
        if (Lane.isLost(verdict)) {
            return;
        }
        long after =
                Timeline.plus(simulation.network().latencyNanos(far, near, PACKET_BYTES), Lane.delayNanos(verdict));
        if (listener == null) {
            simulation.timeline().after(after, from, () -> fail("nobody listens there"));
            return;
        }
        StreamEnd end = taken;
        if (end == null || !end.isWanted()) {
            end = StreamEnd.connect(
                    simulation,
                    new StreamEnd.Side(from, limits, acceptor, address.toString()),
                    new StreamEnd.Side(listener.life, listener.limits, listener.acceptor, near));
            taken = end;
        }
        StreamEnd ours = end;
        simulation.timeline().after(after, from, () -> accept(ours));
    }

    private void accept(StreamEnd end) {
        if (made.isDone()) {
            return;
        }
        end.accept();
        made.complete(end);
    }

    private void fail(String why) {
        made.completeExceptionally(new DunlinException(Reason.UNREACHABLE, "address=\"" + address + "\": " + why));
    }

    private Passage passage(String sender, String receiver, Passage.Kind kind, int attempt) {
        return new Passage(simulation.timeline().nowNanos(), sender, receiver, kind, null, PACKET_BYTES, attempt);
    }
}
