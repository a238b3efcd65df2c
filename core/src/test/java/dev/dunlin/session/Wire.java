package dev.dunlin.session;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A transport for tests on virtual time: everything happens on the world's one thread, frames arrive in the
 * turn after their flush, and a test may hold them up or cut them off.
 */
final class Wire implements Transport {

    private record Door(Acceptor acceptor, Environment far) {}

    private final Map<URI, Door> doors = new HashMap<>();
    private final Set<URI> closed = new HashSet<>();
    private int framesUntilBreak = Integer.MAX_VALUE;
    final List<End> serverEnds = new ArrayList<>();
    final List<End> clientEnds = new ArrayList<>();

    @Override
    public boolean accepts(String scheme) {
        return scheme.equals("test");
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        doors.put(address, new Door(acceptor, environment));
        return CompletableFuture.completedStage(new Listener() {
            @Override
            public URI address() {
                return address;
            }

            @Override
            public CompletionStage<Void> close() {
                doors.remove(address);
                return CompletableFuture.completedStage(null);
            }
        });
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        Door door = doors.get(address);
        if (door == null || closed.contains(address)) {
            return CompletableFuture.failedStage(
                    new DunlinException(Reason.UNREACHABLE, "nobody listens at " + address));
        }
        End client = new End(this, "server", environment);
        End server = new End(this, "client", door.far());
        client.peer = server;
        server.peer = client;
        clientEnds.add(client);
        serverEnds.add(server);
        server.accept(door.acceptor());
        client.accept(acceptor);
        return CompletableFuture.completedStage(client);
    }

    /** Makes an address unreachable for those who come. */
    void close(URI address) {
        closed.add(address);
    }

    /** Makes it reachable again. */
    void open(URI address) {
        closed.remove(address);
    }

    /** Whether the last connection has not ended. */
    boolean isUp() {
        return !clientEnds.isEmpty() && clientEnds.get(clientEnds.size() - 1).end == null;
    }

    /**
     * Breaks the last connection after so many more frames have been read from it, at either end: what is on its way then is
     * lost.
     */
    void breakAfter(int frames) {
        framesUntilBreak = frames;
    }

    /** Breaks the last connection: what is on its way is lost, and both ends learn that it has ended. */
    void breakNow() {
        framesUntilBreak = Integer.MAX_VALUE;
        if (isUp()) {
            clientEnds.get(clientEnds.size() - 1).lose();
            serverEnds.get(serverEnds.size() - 1).lose();
        }
    }

    /** Pulls the plug of the last connection: nothing that is sent arrives any more, and nobody learns of it. */
    void pullThePlug() {
        if (isUp()) {
            clientEnds.get(clientEnds.size() - 1).muted = true;
            serverEnds.get(serverEnds.size() - 1).muted = true;
        }
    }

    private void frameRead() {
        if (framesUntilBreak != Integer.MAX_VALUE && --framesUntilBreak <= 0) {
            breakNow();
        }
    }

    /** One end of a connection. */
    static final class End implements Connection {

        private final Wire wire;
        private final String peerName;
        private final Environment environment;
        private final ArrayDeque<Frame> unflushed = new ArrayDeque<>();
        private final ArrayDeque<Frame> arrived = new ArrayDeque<>();
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        End peer;
        private Receiver receiver;
        private boolean scheduled;
        private boolean writable = true;
        private boolean closing;
        private boolean ended;
        private Closed end;
        private int framesRead;
        private boolean muted;
        boolean readingPaused;

        /** Every frame that left here, in order. */
        final List<Frame> sent = new ArrayList<>();

        /** How many flushes took something along. */
        int flushes;

        End(Wire wire, String peerName, Environment environment) {
            this.wire = wire;
            this.peerName = peerName;
            this.environment = environment;
        }

        private void accept(Acceptor acceptor) {
            tasks.add(() -> receiver = acceptor.accept(this));
            schedule();
        }

        private void schedule() {
            if (!scheduled) {
                scheduled = true;
                environment.executor().execute(this::turn);
            }
        }

        private void turn() {
            scheduled = false;
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            boolean received = false;
            while (!ended && !readingPaused && !arrived.isEmpty()) {
                received = true;
                framesRead++;
                receiver.onFrame(arrived.poll());
                wire.frameRead();
            }
            if (received && !ended) {
                receiver.onPause();
            }
            if (end != null && !ended && (arrived.isEmpty() || closing)) {
                ended = true;
                receiver.onClosed(end);
            }
        }

        @Override
        public String peer() {
            return peerName;
        }

        @Override
        public Executor executor() {
            return task -> {
                tasks.add(Objects.requireNonNull(task));
                schedule();
            };
        }

        @Override
        public void send(Frame frame) {
            if (!closing) {
                unflushed.add(frame);
            }
        }

        @Override
        public void flush() {
            if (unflushed.isEmpty()) {
                return;
            }
            flushes++;
            sent.addAll(unflushed);
            if (!muted) {
                peer.arrived.addAll(unflushed);
            }
            unflushed.clear();
            peer.schedule();
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        /** Says that nothing more can be written, or that it can again. */
        void setWritable(boolean writable) {
            this.writable = writable;
            if (writable) {
                executor().execute(receiver::onWritable);
            }
        }

        @Override
        public void pauseReading() {
            readingPaused = true;
        }

        @Override
        public void resumeReading() {
            readingPaused = false;
            schedule();
        }

        @Override
        public void close(Closed how) {
            if (!closing) {
                flush();
                closing = true;
                end = how;
                schedule();
                if (!muted) {
                    peer.hangUp();
                }
            }
        }

        private void lose() {
            muted = true;
            arrived.clear();
            unflushed.clear();
            hangUp();
        }

        /** The other side is gone. */
        void hangUp() {
            if (end == null) {
                end = new Closed(CloseReason.LOST, "hung up");
                schedule();
            }
        }

        boolean isClosed() {
            return ended;
        }

        int framesRead() {
            return framesRead;
        }
    }
}
