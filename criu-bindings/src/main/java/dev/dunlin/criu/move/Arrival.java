package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.system.PageSum;
import dev.dunlin.criu.system.Sum;
import dev.dunlin.environment.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One migration on the target: what has come, and where it stands. For one thread at a time. */
final class Arrival {

    /** How many files a migration may bring. */
    static final int MAX_FILES = 10_000;

    static final long ECHO_BYTES = 2 << 20;

    private final Path directory;
    private final long pid;
    private final Journal journal;
    private final Intake intake;
    private @Nullable Intake shipped;
    private final Thaw thaw;
    private final Map<String, String> facts;
    private final Consumer<String> told;
    private final Clock clock;
    private final Map<String, Long> phases = new LinkedHashMap<>();
    private TargetState state = TargetState.RECEIVING;
    private String detail = "";
    private @Nullable ArrivalLink link;
    private boolean tellsFaults;
    private MoveMessage.@Nullable Failure fault;
    private final Sum probed = new PageSum();
    private long unechoed;
    private long heardNanos;

    /** Creates one whose directory is there and empty. */
    Arrival(
            Path directory,
            long pid,
            Intake intake,
            Thaw thaw,
            Map<String, String> facts,
            Consumer<String> told,
            Clock clock) {
        this.directory = directory;
        this.pid = pid;
        this.journal = new Journal(directory);
        this.intake = intake;
        this.thaw = thaw;
        this.facts = facts;
        this.told = told;
        this.clock = clock;
    }

    /** One of which a receiver that was there before has kept where it stood. */
    static Arrival remembered(
            Path directory,
            Journal.Entry entry,
            Intake intake,
            Thaw thaw,
            Map<String, String> facts,
            Consumer<String> told,
            Clock clock) {
        Arrival arrival = new Arrival(directory, entry.pid(), intake, thaw, facts, told, clock);
        arrival.state = entry.state();
        if (entry.state() == TargetState.RUNNING) {
            thaw.run();
        } else if (entry.state() != TargetState.NEVER) {
            arrival.happen(TargetState.Event.RESTARTED, "the receiver was started again meanwhile");
        }
        return arrival;
    }

    TargetState state() {
        return state;
    }

    /** The source is here, for the first time or again. */
    void begin(ArrivalLink from, MoveMessage.Begin begin, boolean fresh) {
        if (link != null) {
            link.close("the source has come again");
        }
        link = from;
        tellsFaults = begin.facts().containsKey(MoveFacts.FAULTS);
        long free = directory.toFile().getUsableSpace();
        if (fresh) {
            try {
                journal.write(state, pid);
                if (begin.expectedBytes() > free) {
                    throw new CheckpointException(
                            CheckpointFault.DISK_FULL,
                            "it needs " + begin.expectedBytes() + " bytes in " + directory + ", but " + free
                                    + " are free");
                }
                thaw.prepare(begin.facts());
            } catch (DunlinException | IOException e) {
                fail(e);
            }
        }
        Map<String, String> said = new LinkedHashMap<>(facts);
        said.put(MoveFacts.CLOCK, Long.toString(clock.millis()));
        from.send(new MoveMessage.Welcome(
                state, free, state == TargetState.RECEIVING ? intake.parts() : List.of(), said));
        if (state != TargetState.RECEIVING) {
            report();
        }
    }

    /** Something has come from the source. */
    @SuppressWarnings("ReferenceEquality") // this link or an earlier one
    void take(ArrivalLink from, MoveMessage message) {
        if (from != link) {
            return;
        }
        try {
            if (isOfShipment(message)) {
                ship(from, message);
            } else if (message instanceof MoveMessage.Chunk chunk) {
                chunk(chunk);
            } else if (message instanceof MoveMessage.Rebuilt piece) {
                if (state == TargetState.RECEIVING) {
                    intake.take(piece);
                }
            } else if (message instanceof MoveMessage.FileEnd end) {
                if (state == TargetState.RECEIVING) {
                    intake.end(end.path(), end.length(), end.sha256());
                }
            } else if (message instanceof MoveMessage.Complete complete) {
                complete(complete);
            } else if (message instanceof MoveMessage.Go) {
                go();
            } else if (message instanceof MoveMessage.Abort abort) {
                happen(TargetState.Event.ABORT, abort.why());
                report();
            } else if (message instanceof MoveMessage.Probe probe) {
                // Summed as files are, so that what is measured is what can be had.
                probed.update(probe.bytes(), 0, probe.bytes().length);
                echo(probe.bytes().length);
            }
        } catch (DunlinException | IOException e) {
            fail(e);
            report();
        }
    }

    private static boolean isOfShipment(MoveMessage message) {
        return message instanceof MoveMessage.Place
                || (message instanceof MoveMessage.Chunk chunk && chunk.path().startsWith(FileShipment.PREFIX))
                || (message instanceof MoveMessage.FileEnd end && end.path().startsWith(FileShipment.PREFIX));
    }

    /** What comes before the images: files that the process needs and this host does not have. */
    private void ship(ArrivalLink from, MoveMessage message) throws IOException {
        Path folder = directory.resolve("files");
        if (state != TargetState.RECEIVING) {
            return;
        }
        Intake files = shipped;
        if (files == null) {
            files = new Intake(
                    Files.createDirectory(folder, OwnDirectory.OWN), FileSums.SHA_256, intake.maxBytes(), MAX_FILES);
            shipped = files;
        }
        if (message instanceof MoveMessage.Chunk chunk) {
            files.take(chunk.path(), chunk.offset(), chunk.message(), chunk.from(), chunk.length());
        } else if (message instanceof MoveMessage.FileEnd end) {
            files.end(end.path(), end.length(), end.sha256());
        } else if (message instanceof MoveMessage.Place place) {
            MoveMessage.Differences left = ShippedFiles.place(folder, place);
            place.files().forEach(file -> told.accept("pid=" + pid + " file=\"" + file.path() + "\" came along"));
            forgetShipped();
            from.send(left);
        }
    }

    private void forgetShipped() throws IOException {
        Intake files = shipped;
        shipped = null;
        if (files != null) {
            files.remove();
        }
    }

    private void chunk(MoveMessage.Chunk chunk) throws IOException {
        if (state == TargetState.RECEIVING) {
            intake.take(chunk.path(), chunk.offset(), chunk.message(), chunk.from(), chunk.length());
            echo(chunk.length());
        }
    }

    private void echo(long bytes) {
        unechoed += bytes;
        if (unechoed >= ECHO_BYTES && link != null) {
            link.send(new MoveMessage.Echo(unechoed));
            unechoed = 0;
        }
    }

    private void complete(MoveMessage.Complete complete) throws IOException {
        if (state == TargetState.RECEIVING) {
            intake.complete(complete.files(), complete.manifestSha256());
            happen(TargetState.Event.COMPLETE, "");
            phases.putAll(thaw.restore(complete.options()));
            happen(TargetState.Event.RESTORED, "");
        }
        report();
    }

    private void go() {
        boolean first = state == TargetState.HELD;
        happen(TargetState.Event.GO, first ? "" : "told to run what is not restored");
        if (first && state == TargetState.RUNNING) {
            long begun = System.nanoTime();
            thaw.run();
            phases.put("resume", System.nanoTime() - begun);
        }
        report();
        if (first) {
            thaw.whenOver(this::forgetImages);
        }
    }

    /**
     * Another migration wants what this one has. One whose source is gone, and that holds nothing yet, makes way.
     *
     * @return whether it is out of the way
     */
    boolean makeWay() {
        if (link == null && state == TargetState.RECEIVING) {
            happen(TargetState.Event.FORSAKEN, "another migration came, and the source of this was gone");
        }
        return state.settled();
    }

    /** The source was heard of. */
    @SuppressWarnings("ReferenceEquality") // this link or an earlier one
    void heard(ArrivalLink from, long nowNanos) {
        if (from == link) {
            heardNanos = nowNanos;
        }
    }

    /** The source's connection is gone; it may come again. */
    @SuppressWarnings("ReferenceEquality") // this link or an earlier one
    void lost(ArrivalLink from) {
        if (from == link) {
            link = null;
        }
    }

    /** Gives up if the source was not heard of for so long. Gives whether there is still something to wait for. */
    boolean waits(long nowNanos, long holdNanos) {
        if (!state.settled() && nowNanos - heardNanos > holdNanos) {
            happen(TargetState.Event.FORSAKEN, "the source was not heard of for too long");
            report();
        }
        return !state.settled();
    }

    /** Moves on; what is decided is on the disk before anything is done about it. */
    private void happen(TargetState.Event event, String why) {
        TargetState before = state;
        TargetState next = before.after(event);
        if (next == before) {
            return;
        }
        try {
            if (next == TargetState.RUNNING || next == TargetState.RESTORING) {
                journal.write(next, pid);
            }
        } catch (IOException e) {
            next = TargetState.NEVER;
            note(e);
            detail = "the journal cannot be written: " + words(e);
        }
        state = next;
        if (next == TargetState.NEVER) {
            detail = detail.isEmpty() ? why : detail;
            giveUp(before == TargetState.RESTORING || before == TargetState.HELD);
        }
        told.accept("pid=" + pid + " state=" + state + (detail.isEmpty() ? "" : " detail=\"" + detail + "\""));
    }

    private void giveUp(boolean begun) {
        thaw.drop(begun);
        forgetImages();
        try {
            journal.write(TargetState.NEVER, pid);
        } catch (IOException e) {
            told.accept("pid=" + pid + " detail=\"the journal cannot be written: " + words(e) + "\"");
        }
    }

    private void forgetImages() {
        try {
            intake.remove();
            forgetShipped();
        } catch (IOException e) {
            told.accept("pid=" + pid + " detail=\"images left behind: " + words(e) + "\"");
        }
    }

    private void fail(Exception failure) {
        note(failure);
        happen(TargetState.Event.FAILED, words(failure));
    }

    /** Keeps what fault it is, to tell the source. */
    private void note(Exception failure) {
        if (failure instanceof CheckpointException checkpoint && !state.settled()) {
            String log =
                    checkpoint.log().map(path -> "; log on the target: " + path).orElse("");
            fault = new MoveMessage.Failure(checkpoint.fault().name(), checkpoint.what() + log);
        } else if (words(failure).contains("No space left") && !state.settled()) {
            fault = new MoveMessage.Failure(CheckpointFault.DISK_FULL.name(), directory + ": " + words(failure));
        }
    }

    private void report() {
        if (link != null) {
            if (fault != null && tellsFaults) {
                link.send(fault);
            }
            link.send(new MoveMessage.Stands(state, detail, phases));
        }
    }

    private static String words(Exception failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
