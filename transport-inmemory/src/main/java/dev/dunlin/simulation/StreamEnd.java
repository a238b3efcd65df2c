package dev.dunlin.simulation;

import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.frame.FrameCost;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One end of a simulated stream. For the simulation's thread alone. */
final class StreamEnd implements Connection {

    private static final Logger LOG = System.getLogger("dev.dunlin.simulation");

    /** How many frames a turn brings before other events come in between. */
    private static final int FRAMES_PER_TURN = 256;

    private static final int RESET_BYTES = 40;

    private final Simulation simulation;
    private final Side side;
    private final Executor executor = this::execute;
    private final ArrayDeque<Frame> inbox = new ArrayDeque<>();
    private @Nullable StreamEnd peer;
    private @Nullable Lane out;
    private @Nullable Receiver receiver;
    private @Nullable Closed closing;
    private Frame.@Nullable Goodbye farewell;
    private @Nullable Closed broken;
    private boolean endArrived;
    private boolean ended;
    private boolean paused;
    private boolean scheduled;

    /** What was sent and not yet taken by the other side, in bytes. */
    private long queuedBytes;

    /** When the next task may run: a thread gets its turn when it can, but tasks stay in order. */
    private long nextTaskNanos;

    private boolean congested;
    private boolean relieved;

    private StreamEnd(Simulation simulation, Side side) {
        this.simulation = simulation;
        this.side = side;
    }

    /** What one side of a connection brings to it. */
    record Side(Life life, TransportLimits limits, Acceptor acceptor, String peerName) {}

    /**
     * Makes a connection; the server's end is accepted at once, the client's by {@link #accept()}.
     *
     * @return the client's end
     */
    static StreamEnd connect(Simulation simulation, Side client, Side server) {
        StreamEnd near = new StreamEnd(simulation, client);
        StreamEnd far = new StreamEnd(simulation, server);
        near.join(far);
        far.join(near);
        far.accept();
        return near;
    }

    private void join(StreamEnd other) {
        peer = other;
        out = new Lane(simulation, this, other);
        side.life().ends.add(this);
    }

    private StreamEnd other() {
        return Objects.requireNonNull(peer, "peer");
    }

    private Lane lane() {
        return Objects.requireNonNull(out, "out");
    }

    Life life() {
        return side.life();
    }

    String hostName() {
        return side.life().host.name();
    }

    /** Whether its host runs, or stands still, and knows of it. */
    boolean isThere() {
        return side.life().alive;
    }

    /** Whether its host runs again, and so knows nothing of it. */
    boolean isForgotten() {
        return !side.life().alive && side.life().host.isUp();
    }

    /** Whether the other side has it still. */
    boolean isWanted() {
        StreamEnd there = other();
        return there.isThere() && !there.ended;
    }

    /** Tells the acceptor. */
    void accept() {
        try {
            receiver = Objects.requireNonNull(side.acceptor().accept(this), "receiver");
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "event=acceptor-failed peer=" + side.peerName(), e);
            receiver = Receiver.deaf();
            close(new Closed(CloseReason.INTERNAL, e.toString()));
        }
        schedule();
    }

    @Override
    public String peer() {
        return side.peerName();
    }

    @Override
    public String origin() {
        return other().hostName();
    }

    @Override
    public Executor executor() {
        return executor;
    }

    private void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        nextTaskNanos = Math.max(nextTaskNanos, simulation.timeline().soonNanos());
        simulation.timeline().at(nextTaskNanos, side.life(), () -> {
            try {
                task.run();
            } catch (SimulationException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "event=task-failed peer=" + side.peerName(), e);
            }
        });
    }

    @Override
    public void send(Frame frame) {
        Objects.requireNonNull(frame, "frame");
        simulation.timeline().checkThread();
        if (closing != null) {
            return;
        }
        queuedBytes += FrameCost.of(frame);
        if (queuedBytes > side.limits().maxQueuedBytes()) {
            end(
                    new Closed(
                            CloseReason.OVERFLOW,
                            queuedBytes + " bytes queued, maxQueuedBytes="
                                    + side.limits().maxQueuedBytes()),
                    true);
            return;
        }
        congested |= queuedBytes >= side.limits().highWaterBytes();
        lane().add(frame);
    }

    @Override
    public void flush() {
        lane().transmit();
    }

    @Override
    public boolean isWritable() {
        return queuedBytes < side.limits().highWaterBytes();
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        schedule();
    }

    @Override
    public void close(Closed how) {
        end(Objects.requireNonNull(how, "how"), false);
    }

    private void end(Closed how, boolean abrupt) {
        if (closing != null) {
            return;
        }
        closing = how;
        if (abrupt) {
            lane().breakOff();
            other().tellReset(how.detail());
        } else {
            lane().addEnd();
        }
        schedule();
    }

    /** The connection has broken, as seen from here. */
    void reset(String why) {
        simulation.network().counters().reset();
        lane().breakOff();
        if (broken == null) {
            broken = new Closed(CloseReason.LOST, why);
        }
        schedule();
    }

    /** Word goes to this side that the connection has broken; it may be lost. */
    void tellReset(String why) {
        String from = other().hostName();
        Passage word = new Passage(
                simulation.timeline().nowNanos(), from, hostName(), Passage.Kind.RESET, null, RESET_BYTES, 1);
        if (isThere() && !Lane.isLost(simulation.network().judge(word))) {
            long after = simulation.network().latencyNanos(from, hostName(), RESET_BYTES);
            simulation.timeline().after(after, life(), () -> reset(why));
        }
    }

    /** Its host's memory is gone. */
    void vanish(boolean told) {
        lane().breakOff();
        ended = true;
        if (told) {
            other().tellReset("the other side's process has ended");
        } else {
            other().lane().loseSight();
        }
    }

    void onArrival(Frame frame) {
        if (ended) {
            return;
        }
        inbox.add(frame);
    }

    void onEnd() {
        endArrived = true;
    }

    private void schedule() {
        if (!scheduled && !ended) {
            scheduled = true;
            simulation.timeline().at(simulation.timeline().nowNanos(), life(), this::turn);
        }
    }

    /** Does what is at hand. */
    void turn() {
        scheduled = false;
        Receiver to = receiver;
        if (to == null || ended) {
            return;
        }
        if (relieved) {
            relieved = false;
            if (closing == null) {
                guarded(to::onWritable);
            }
        }
        if (closing == null && broken == null) {
            receive(to);
        }
        Closed how = closing != null ? closing : broken;
        if (how == null && endArrived && inbox.isEmpty()) {
            Frame.Goodbye last = farewell;
            how = last != null
                    ? new Closed(last.reason(), last.detail())
                    : new Closed(CloseReason.LOST, "the other side closed without a word");
        }
        if (how != null) {
            finish(to, how);
        } else if (!paused && !inbox.isEmpty()) {
            schedule();
        }
    }

    private void receive(Receiver to) {
        int count = 0;
        while (count < FRAMES_PER_TURN && !paused && closing == null && !inbox.isEmpty()) {
            Frame frame = inbox.remove();
            count++;
            int cost = FrameCost.of(frame);
            other().taken(cost);
            if (cost > side.limits().maxFrameBytes()) {
                String detail = "frame of about " + cost + " bytes: maxFrameBytes="
                        + side.limits().maxFrameBytes();
                end(new Closed(CloseReason.FRAME_TOO_LARGE, detail), true);
                return;
            }
            if (frame instanceof Frame.Goodbye goodbye) {
                farewell = goodbye;
            }
            guarded(() -> to.onFrame(frame));
        }
        if (count > 0 && closing == null) {
            guarded(to::onPause);
        }
    }

    /** The other side has taken something. */
    private void taken(int bytes) {
        queuedBytes -= bytes;
        if (congested && queuedBytes <= side.limits().highWaterBytes() / 2) {
            congested = false;
            relieved = true;
            schedule();
        }
    }

    private void finish(Receiver to, Closed how) {
        end(how, false);
        ended = true;
        inbox.clear();
        guarded(() -> to.onClosed(how));
        side.life().ends.remove(this);
    }

    /** What a receiver throws ends its connection; a failed assertion ends the run. */
    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (SimulationException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "event=receiver-failed peer=" + side.peerName(), e);
            end(new Closed(CloseReason.INTERNAL, e.toString()), false);
        }
    }
}
