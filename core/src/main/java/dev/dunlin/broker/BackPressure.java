package dev.dunlin.broker;

import dev.dunlin.DunlinException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Holds a topic's publishers up while too much waits for one of its gates. Safe for use by any thread. */
final class BackPressure {

    /*
     * A gate is a reader whose subscription's policy asks publishers to wait, or to fail. How far each gate has come stands
     * in a cache line of its reader, so to ask them all for each message would cost a miss for each. What is asked instead is
     * a limit in the log's count of bytes up to which all gates are known to admit: each has come at least as far as it had
     * when the limit was set. Only a publisher that would pass the limit asks them all, and raises it.
     *
     * A publisher that is held up goes on when its gate has come down to half of its bound, not at the first message: a
     * wake-up costs as much as a hundred messages, and is to bring as many. Of several the one that has waited longest goes on
     * then, the next at a quarter, the next at an eighth, and all when nothing is left: as many as it takes to keep the
     * reader busy. If all went on at half they would take the processor from the reader that they wait for, together fill what is
     * free, and be held up together.
     *
     * The hazard is a lost wake-up. Publisher: is among the held; full fence; look at the gate once more. Reader: publish its
     * position; full fence; look whether any are held (Dekker).
     */

    /** How long a publisher that was held up waits before it looks by itself, in nanoseconds. */
    private static final long LOOK_AGAIN_NANOS = 1_000_000_000;

    /** The gates, and the limit that goes with just these. */
    private static final class Gates {

        private static final VarHandle LIMIT;

        static {
            try {
                LIMIT = MethodHandles.lookup().findVarHandle(Gates.class, "limit", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Reader[] readers;

        /** A hint: a stale one is too low, and costs a look at the gates. */
        @SuppressWarnings("UnusedVariable") // by LIMIT
        private long limit;

        Gates(List<Reader> readers) {
            this.readers = readers.toArray(Reader[]::new);
            this.limit = readers.isEmpty() ? Long.MAX_VALUE : 0;
        }

        boolean isKnownToAdmit(long bytes) {
            return bytes <= (long) LIMIT.getOpaque(this);
        }

        /** Raises the limit to what the gates admit by now. */
        void look(TopicLog log) {
            long bytes = log.bytesIn();
            long least = Long.MAX_VALUE;
            for (Reader reader : readers) {
                long come = bytes - reader.lagBytes();
                long bound = reader.subscription().overloadPolicy().maxBytes();
                least = Math.min(least, bound > Long.MAX_VALUE - come ? Long.MAX_VALUE : come + bound);
            }
            LIMIT.setOpaque(this, least);
        }
    }

    private final InMemoryBroker broker;
    private final TopicLog log;
    private volatile Gates gates = new Gates(List.of());

    /** Who waits, by the gate that is waited for; under this object's lock. Most topics have nobody ever. */
    private Map<Reader, Held> held = Map.of();

    /** Whether anybody waits. */
    private volatile boolean holds;

    /** Publishers that wait for a gate, and are given a turn to look again. */
    private static final class Held {
        final Queue<CompletableFuture<Void>> turns = new ArrayDeque<>();

        /** How many were given one since the last has come. */
        int given;
    }

    BackPressure(InMemoryBroker broker, TopicLog log) {
        this.broker = broker;
        this.log = log;
    }

    /** Adds a reader if its policy makes it a gate; under the directory's lock. */
    void add(Reader reader) {
        List<Reader> all = new ArrayList<>(List.of(gates.readers));
        if (reader.subscription().overloadPolicy().gates() && !all.contains(reader)) {
            all.add(reader);
            gates = new Gates(all);
        }
    }

    /** Forgets a reader, and lets those go on who waited for it; under the directory's lock. */
    void remove(Reader reader) {
        List<Reader> all = new ArrayList<>(List.of(gates.readers));
        if (all.remove(reader)) {
            gates = new Gates(all);
            VarHandle.fullFence();
            giveTurns(reader, Integer.MAX_VALUE);
        }
    }

    /**
     * Waits until all gates admit messages.
     *
     * @param costBytes what the messages take
     * @param options whether the publisher may be held up
     * @throws dev.dunlin.DunlinException SUBSCRIBER_BEHIND or WOULD_BLOCK, if it is not to wait
     */
    void admit(long costBytes, PublishOptions options) {
        Gates current = gates;
        if (!current.isKnownToAdmit(log.bytesIn() + costBytes)) {
            current.look(log);
            if (!current.isKnownToAdmit(log.bytesIn() + costBytes)) {
                admitSlowly(costBytes, options);
            }
        }
    }

    private void admitSlowly(long costBytes, PublishOptions options) {
        for (Reader gate : gates.readers) {
            while (isShut(gate, costBytes)) {
                waitFor(gate, costBytes, options);
            }
        }
    }

    private static boolean isShut(Reader gate, long costBytes) {
        InMemorySubscription subscription = gate.subscription();
        return !subscription.overloadPolicy().admits(gate.lagBytes(), costBytes)
                && gate.lag() > 0
                && subscription.end() == null;
    }

    private void waitFor(Reader gate, long costBytes, PublishOptions options) {
        InMemorySubscription subscription = gate.subscription();
        if (subscription.options().overload() == Overload.FAIL) {
            throw broker.refuse(log.topic(), Reason.SUBSCRIBER_BEHIND, waiting(gate) + "; publish again later");
        }
        if (!options.blocking() || subscription.isServedByCaller()) {
            throw broker.refuse(
                    log.topic(),
                    Reason.WOULD_BLOCK,
                    waiting(gate) + " and it holds publishers up; publish again later");
        }
        CompletableFuture<Void> turn = hold(gate);
        try {
            if (isShut(gate, costBytes)) {
                broker.awaitRoom(turn, LOOK_AGAIN_NANOS);
            }
        } finally {
            forget(gate, turn);
        }
    }

    private static String waiting(Reader gate) {
        InMemorySubscription subscription = gate.subscription();
        return "subscription " + subscription.pattern() + " has " + gate.lagBytes() + " bytes waiting, its bound is "
                + subscription.overloadPolicy().maxBytes();
    }

    private CompletableFuture<Void> hold(Reader gate) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        synchronized (this) {
            if (held.isEmpty()) {
                held = new HashMap<>();
            }
            Held those = held.computeIfAbsent(gate, key -> new Held());
            those.turns.add(turn);
            those.given = 0;
            holds = true;
        }
        VarHandle.fullFence();
        return turn;
    }

    /** One who has seen by itself that it may go on takes nobody's turn. */
    @SuppressWarnings("ReferenceEquality") // a turn is known by its identity
    private synchronized void forget(Reader gate, CompletableFuture<Void> turn) {
        Held those = held.get(gate);
        if (those != null) {
            those.turns.removeIf(other -> other == turn);
            forgetIfNone(gate, those);
        }
    }

    /** Under this object's lock. */
    private void forgetIfNone(Reader gate, Held those) {
        if (those.turns.isEmpty()) {
            held.remove(gate);
            if (held.isEmpty()) {
                held = Map.of();
                holds = false;
            }
        }
    }

    /** A reader has come further, and has let others see it. */
    void roomMade(Reader reader) {
        OverloadPolicy policy = reader.subscription().overloadPolicy();
        if (!policy.gates()) {
            return;
        }
        VarHandle.fullFence();
        if (holds) {
            giveTurns(reader, goingOn(reader.lag() == 0 ? 0 : reader.lagBytes(), policy.maxBytes()));
        }
    }

    /** How many may go on by how little waits for a gate: one at half of its bound, two at a quarter, three at an eighth. */
    static int goingOn(long lagBytes, long maxBytes) {
        if (lagBytes <= 0) {
            return Integer.MAX_VALUE;
        }
        return lagBytes > maxBytes / 2 ? 0 : Long.numberOfLeadingZeros(lagBytes) - Long.numberOfLeadingZeros(maxBytes);
    }

    private void giveTurns(Reader gate, int most) {
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        synchronized (this) {
            Held those = held.get(gate);
            if (those == null) {
                return;
            }
            while (those.given < most && !those.turns.isEmpty()) {
                turns.add(those.turns.remove());
                those.given++;
            }
            forgetIfNone(gate, those);
        }
        turns.forEach(turn -> turn.complete(null));
    }
}
