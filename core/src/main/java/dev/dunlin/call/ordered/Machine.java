package dev.dunlin.call.ordered;

import dev.dunlin.broker.Message;
import dev.dunlin.call.ordered.LogEntry.Claim;
import dev.dunlin.call.ordered.LogEntry.Submit;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The replicated state: the user's, what came of requests, and how much of which log has been applied. For the lane's thread
 * alone, but for {@link #position()}.
 */
final class Machine {

    private final OrderedConfig config;
    private ResultMemory memory;

    /** How many epochs the state has gone through, the last of them, and which of its entries comes next. */
    private long generation;

    private long epoch;
    private long sequence;

    /** How many entries have been applied in all epochs: what callers ask for. */
    private volatile long position;

    /** Whether a peer's state was begun to be restored, and was not to be read. */
    private boolean broken;

    private long applied;
    private long repeated;
    private long refused;
    private long malformed;

    Machine(OrderedConfig config) {
        this.config = config;
        this.memory =
                new ResultMemory(config.maxRememberedBytes(), config.remember().toMillis());
    }

    long epoch() {
        return epoch;
    }

    long sequence() {
        return sequence;
    }

    long generation() {
        return generation;
    }

    long position() {
        return position;
    }

    ResultMemory memory() {
        return memory;
    }

    /** Whether it has a state of an epoch. */
    boolean isAt(long anEpoch) {
        return !broken && epoch == anEpoch;
    }

    Claim claim(String replica) {
        return broken ? new Claim(replica, 0, 0, 0) : new Claim(replica, generation, epoch, position);
    }

    /** Whether this is the very state that a claim is about. */
    boolean isOf(Claim claim) {
        return !broken && claim.generation() == generation && claim.epoch() == epoch && claim.position() == position;
    }

    /** Goes on in a new epoch, from its first entry. */
    void succeed(long newEpoch) {
        generation++;
        epoch = newEpoch;
        sequence = 0;
    }

    /**
     * Applies the next entry of the log.
     *
     * @return what was asked, and is to be answered; null if nothing was
     */
    @Nullable
    @SuppressWarnings("NonAtomicVolatileUpdate") // position has one writer
    Submit apply(Message<byte[]> message) {
        Submit submit = submitIn(message);
        if (submit != null) {
            long accepted = message.envelope().acceptedMillis();
            switch (memory.admit(submit, accepted)) {
                case NEW -> {
                    memory.remember(submit, carryOut(submit, accepted));
                    applied++;
                }
                case REPEATED -> repeated++;
                case FULL -> refused++;
            }
        }
        sequence++;
        position++;
        return submit;
    }

    private @Nullable Submit submitIn(Message<byte[]> message) {
        try {
            return LogEntry.decode(message.value()) instanceof Submit submit ? submit : null;
        } catch (IllegalArgumentException e) {
            malformed++;
            return null;
        }
    }

    private Outcome carryOut(Submit submit, long accepted) {
        long after = position + 1;
        StateMachine reading = config.readings().get(submit.procedure());
        StateMachine to = reading == null ? config.machine() : reading;
        try {
            byte[] body = to.apply(new OrderedRequest(
                    submit.caller(), submit.number(), submit.procedure(), submit.body(), position, accepted));
            return body == null
                    ? failed(after, "the state machine gave null: give an empty array for no result")
                    : new Outcome(after, false, body);
        } catch (RuntimeException e) {
            return failed(after, e.toString());
        }
    }

    private static Outcome failed(long position, String why) {
        return new Outcome(position, true, why.getBytes(StandardCharsets.UTF_8));
    }

    /** All of it for a peer; null if the user gives no snapshots. */
    byte @Nullable [] image() {
        Snapshots snapshots = config.snapshots();
        if (snapshots == null) {
            return null;
        }
        byte[] state = snapshots.take();
        ByteWriter writer = new ByteWriter(state.length + (int) Math.min(1 << 24, 2 * memory.bytes()) + 64);
        writer.put(Image.VERSION).put(generation).put(epoch).put(sequence).put(position);
        memory.writeTo(writer);
        return writer.put(state).bytes();
    }

    /**
     * Puts a peer's state in the place of this one.
     *
     * @throws RuntimeException if it cannot be read; the user's state is then of no use
     */
    void restore(Image image) {
        if (config.snapshots() == null) {
            throw new IllegalStateException("no snapshots are given");
        }
        broken = true;
        config.snapshots().restore(image.state());
        broken = false;
        generation = image.generation();
        epoch = image.epoch();
        sequence = image.sequence();
        memory = image.memory();
        position = image.position();
    }

    /** Adds what was counted to a replica's statistics. */
    OrderedStats.Counts counts() {
        return new OrderedStats.Counts(
                applied, repeated, refused, malformed, memory.size(), memory.bytes(), memory.forgottenCallers());
    }
}
