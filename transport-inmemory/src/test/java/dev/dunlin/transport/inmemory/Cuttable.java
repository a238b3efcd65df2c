package dev.dunlin.transport.inmemory;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Connects as another transport does, until a test says otherwise. */
final class Cuttable implements Transport {

    private final Transport to;
    private final List<Connection> made = new CopyOnWriteArrayList<>();
    private volatile boolean down;

    Cuttable(Transport to) {
        this.to = to;
    }

    /** Ends the connections that were made, without a goodbye. */
    void cut() {
        List<Connection> all = List.copyOf(made);
        made.clear();
        all.forEach(connection -> connection.close(new Closed(CloseReason.LOST, "cut by the test")));
    }

    /** Makes no connections, or does so again. */
    void down(boolean now) {
        down = now;
        if (now) {
            cut();
        }
    }

    @Override
    public boolean accepts(String scheme) {
        return to.accepts(scheme);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return to.listen(address, environment, limits, acceptor);
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        if (down) {
            return CompletableFuture.failedStage(new DunlinException(Reason.UNREACHABLE, address + " is cut off"));
        }
        return to.connect(address, environment, limits, connection -> {
            made.add(connection);
            return acceptor.accept(connection);
        });
    }
}
