package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.checkpoint.PhaseTimes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The part of a migration in which the process stands still: copied, held there, and handed over. For one thread, once. */
final class HandOver {

    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final long LISTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final UUID id;
    private final MigrationConfig config;
    private final TargetLine line;
    private final Freeze freeze;
    private final ImageTail tail;
    private final Timeline time;
    private final @Nullable ServiceAddress address;
    private SourceState state = SourceState.SENDING;
    private boolean addressLeft;
    private long bytesBefore;

    HandOver(
            MigrationConfig config,
            TargetLine line,
            Freeze freeze,
            ImageTail tail,
            Timeline time,
            @Nullable ServiceAddress address,
            UUID id) {
        this.id = id;
        this.config = config;
        this.line = line;
        this.freeze = freeze;
        this.tail = tail;
        this.time = time;
        this.address = address;
    }

    /**
     * Moves it.
     *
     * @return how long the target's parts took
     */
    Map<String, Long> run() throws IOException {
        try {
            told("migration " + id);
            told("freezing");
            freeze.prepare();
            time.mark("ready");
            freeze.begin();
            time.mark("stopped");
            bytesBefore = tail.bytes();
            told("sending");
            transfer();
            leaveAddress();
            told("restoring");
            MoveMessage.Stands held = await(config.patience());
            if (held.state() != TargetState.HELD) {
                throw line.gaveUp(held.detail());
            }
            time.mark("held");
            freeze.decide();
        } catch (IOException | RuntimeException e) {
            state = state.after(SourceState.Event.GIVE_UP);
            runOn(String.valueOf(e.getMessage()));
            throw e;
        }
        return decide();
    }

    private void transfer() throws IOException {
        while (true) {
            try {
                while (!freeze.dumped()) {
                    if (!tail.advance(false, this::send)) {
                        Migration.pause();
                    }
                }
                time.mark("dumped");
                tail.advance(true, this::send);
                line.send(tail.finish(freeze.options(), line::send));
                time.mark("sent");
                return;
            } catch (DunlinException e) {
                if (e.reason() != Reason.CONNECTION_LOST) {
                    throw e;
                }
                told("connecting again: " + e.getMessage());
                MoveMessage.Welcome welcome = line.again(config.patience());
                if (welcome.state() != TargetState.RECEIVING) {
                    time.mark("dumped");
                    time.mark("sent");
                    return;
                }
                tail.rewind(welcome.parts());
            }
        }
    }

    private void send(byte[] message) {
        line.send(message);
        config.sent().sent(tail.bytes(), tail.expectedBytes());
    }

    /** Waits until the target stands somewhere new, over as many connections as it takes. */
    private MoveMessage.Stands await(Duration patience) throws IOException {
        while (true) {
            try {
                MoveMessage.Stands stands = line.hear(LISTEN_NANOS);
                if (stands != null) {
                    return stands;
                }
                if (state == SourceState.SENDING) {
                    freeze.dumped();
                }
            } catch (DunlinException e) {
                if (e.reason() != Reason.CONNECTION_LOST) {
                    throw e;
                }
                told("connecting again: " + e.getMessage());
                MoveMessage.Welcome welcome = line.again(patience);
                if (welcome.state() == TargetState.RECEIVING) {
                    copyAgain(welcome);
                }
            }
        }
    }

    private void copyAgain(MoveMessage.Welcome welcome) throws IOException {
        if (state == SourceState.SENDING) {
            tail.rewind(welcome.parts());
            transfer();
        } else {
            // It has forgotten everything, so that what it held is gone: it is made to promise that it never runs it.
            line.send(new MoveMessage.Abort("the target has forgotten what it held"));
        }
    }

    /** From here on the target alone knows where the process runs; the source asks until it says. */
    private Map<String, Long> decide() throws IOException {
        state = state.after(SourceState.Event.HELD);
        told("deciding");
        MoveMessage.Stands stands;
        try {
            stands = settle();
        } catch (DunlinException e) {
            freeze.leave();
            told("in doubt");
            throw new DunlinException(
                    Reason.TIMED_OUT,
                    "the target was told to run " + config.what() + ", and is not heard of (" + e.getMessage()
                            + "): it is stopped here until it is known; when the target answers again, settle migration "
                            + id,
                    e);
        }
        time.mark("running");
        if (state == SourceState.MOVED) {
            freeze.commit();
            if (address != null) {
                address.vanish(id);
            }
            time.mark("ended");
            told("moved");
            return stands.phases();
        }
        runOn(stands.detail());
        throw line.gaveUp(stands.detail());
    }

    private MoveMessage.Stands settle() throws IOException {
        sendGo();
        while (true) {
            MoveMessage.Stands stands = await(config.patience());
            if (stands.state() == TargetState.RUNNING) {
                state = state.after(SourceState.Event.RUNNING);
                return stands;
            }
            if (stands.state() == TargetState.NEVER) {
                state = state.after(SourceState.Event.NEVER);
                return stands;
            }
            if (stands.state() == TargetState.HELD) {
                state = state.after(SourceState.Event.HELD);
                sendGo();
            }
        }
    }

    private void sendGo() {
        try {
            line.send(new MoveMessage.Go());
        } catch (DunlinException e) {
            // Whoever waits for the answer connects again, and is told where the target stands.
            told("connecting again: " + e.getMessage());
        }
    }

    private void leaveAddress() {
        if (address != null) {
            addressLeft = true;
            address.leaveBehindGate(id);
        }
    }

    private void runOn(String why) {
        try {
            if (addressLeft && address != null) {
                address.comeBack(id);
            }
        } finally {
            freeze.back();
        }
        time.mark(Timeline.BACK);
        told("runs on here: " + why);
        try {
            line.send(new MoveMessage.Abort(why.length() > 1000 ? why.substring(0, 1000) : why));
            line.settled(FAREWELL);
        } catch (DunlinException e) {
            told("the target is not told: " + e.getMessage());
        }
    }

    private void told(String what) {
        config.told().accept(what);
    }

    /** Whether the target may run the process, and has not said. */
    boolean inDoubt() {
        return state == SourceState.DECIDED;
    }

    /** What was done when. */
    MoveReport report(Map<String, Long> there, MigrationConfig.Mode mode, long linkBytesPerSecond, List<String> notes) {
        long restore = there.getOrDefault("restore", 0L);
        long fetcher = there.getOrDefault("fetcher", 0L);
        long resume = there.getOrDefault("resume", 0L);
        time.span("connect and measure", "source", "begin", "probed");
        if (mode == MigrationConfig.Mode.PRE_COPY) {
            time.span("copy while it runs", "link", "probed", "copied");
        }
        time.span("stop", "source", "ready", "stopped");
        time.span("dump", "source", "stopped", "dumped");
        time.span("send", "link", "stopped", "sent");
        time.span("restore", "target", time.at("held") - restore, time.at("held"));
        time.span("resume", "target", time.at("running") - resume, time.at("running"));
        String last = mode == MigrationConfig.Mode.POST_COPY ? "memory follows" : "end";
        time.span(last, "source", "running", "ended");
        Duration verify = Duration.ofNanos(Math.max(0, time.at("held") - time.at("sent") - restore - fetcher));
        Duration hand = Duration.ofNanos(Math.max(0, time.at("running") - time.at("held") - resume));
        List<PhaseTimes.Phase> phases = new ArrayList<>();
        phases.add(time.phase("connect and measure", "begin", "probed", false));
        if (mode == MigrationConfig.Mode.PRE_COPY) {
            phases.add(time.phase("copy while it runs", "probed", "copied", false));
        }
        phases.add(time.phase("make ready", "copied", "ready", false));
        phases.add(time.phase("stop", "ready", "stopped", true));
        phases.add(time.phase("dump", "stopped", "dumped", true));
        phases.add(time.phase("send the rest", "dumped", "sent", true));
        phases.add(new PhaseTimes.Phase("receive and verify", verify, true));
        if (fetcher > 0) {
            phases.add(new PhaseTimes.Phase("start the fetcher", Duration.ofNanos(fetcher), true));
        }
        phases.add(new PhaseTimes.Phase("restore", Duration.ofNanos(restore), true));
        phases.add(new PhaseTimes.Phase("decide", hand, true));
        phases.add(new PhaseTimes.Phase("resume", Duration.ofNanos(resume), true));
        phases.add(time.phase(last, "running", "ended", false));
        return new MoveReport(
                id,
                config.pid(),
                mode,
                tail.bytes(),
                tail.bytes() - bytesBefore,
                linkBytesPerSecond,
                time.spans(),
                new PhaseTimes(phases),
                notes);
    }
}
