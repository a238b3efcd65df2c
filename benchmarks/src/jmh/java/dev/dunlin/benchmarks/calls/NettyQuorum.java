package dev.dunlin.benchmarks.calls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The calls that are in flight, and who has answered them. A call is decided by equal answers of more than half of the
 * replicas, and forgotten when nobody is left to answer it. All but {@link #call} is used by the event loop alone.
 */
final class NettyQuorum {

    private static final int SLOT_BITS = 24;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

    /** A call. Slots are used again, with another number. */
    private static final class Slot {
        private final int index;
        private final byte[][] answers;
        private CompletableFuture<byte[]> future = new CompletableFuture<>();
        private long number;
        private int given;
        private int awaited;

        Slot(int index, int replicas) {
            this.index = index;
            this.answers = new byte[replicas][];
            this.number = index;
        }
    }

    private final EventLoop loop;
    private final int needed;
    private final List<Slot> slots = new ArrayList<>();
    private int[] free = new int[0];
    private int freeCount;
    private Channel[] channels = new Channel[0];
    private @Nullable ByteBuf[] requests = new ByteBuf[0];
    private int alive;
    private boolean reading;

    NettyQuorum(EventLoop loop, int replicas) {
        this.loop = loop;
        this.needed = replicas / 2 + 1;
    }

    /** Takes the connections; the first call comes after. */
    void connected(List<Channel> opened) {
        loop.execute(() -> {
            channels = opened.toArray(new Channel[0]);
            requests = new ByteBuf[channels.length];
            alive = (1 << channels.length) - 1;
        });
    }

    /** Calls; by any thread. */
    CompletionStage<byte[]> call(byte[] body) {
        CompletableFuture<byte[]> future = new CompletableFuture<>();
        if (loop.inEventLoop()) {
            send(body, future);
        } else {
            loop.execute(() -> send(body, future));
        }
        return future;
    }

    private void send(byte[] body, CompletableFuture<byte[]> future) {
        if (Integer.bitCount(alive) < needed) {
            future.completeExceptionally(tooFew());
            return;
        }
        Slot slot = freeCount > 0 ? slots.get(free[--freeCount]) : newSlot();
        slot.future = future;
        slot.awaited = alive;
        for (int i = 0; i < channels.length; i++) {
            if ((alive & 1 << i) != 0) {
                ByteBuf buffer = requests[i];
                if (buffer == null) {
                    buffer = channels[i].alloc().directBuffer();
                    requests[i] = buffer;
                }
                NettyFrames.append(buffer, slot.number, body);
            }
        }
        if (!reading) {
            flush();
        }
    }

    private Slot newSlot() {
        if (slots.size() > SLOT_MASK) {
            throw new IllegalStateException(slots.size() + " calls in flight");
        }
        Slot slot = new Slot(slots.size(), channels.length);
        slots.add(slot);
        free = Arrays.copyOf(free, Math.max(free.length, Integer.highestOneBit(slots.size()) * 2));
        return slot;
    }

    /** Takes an answer. One to a call that is long forgotten is nobody's. */
    void answered(int replica, long number, byte[] answer) {
        reading = true;
        Slot slot = slots.get((int) number & SLOT_MASK);
        if (slot.number == number && (slot.awaited & 1 << replica) != 0) {
            slot.awaited &= ~(1 << replica);
            if (!slot.future.isDone()) {
                slot.answers[slot.given++] = answer;
                decide(slot, answer);
            }
            settle(slot);
        }
    }

    private void decide(Slot slot, byte[] answer) {
        int equal = 0;
        for (int i = 0; i < slot.given; i++) {
            if (Arrays.equals(slot.answers[i], answer)) {
                equal++;
            }
        }
        if (equal >= needed) {
            slot.future.complete(answer);
        }
    }

    private void settle(Slot slot) {
        if (slot.awaited == 0) {
            CompletableFuture<byte[]> future = slot.future;
            slot.number += 1L << SLOT_BITS;
            slot.given = 0;
            free[freeCount++] = slot.index;
            if (!future.isDone()) {
                future.completeExceptionally(tooFew());
            }
        }
    }

    /** Sends what has gathered. */
    void flush() {
        reading = false;
        for (int i = 0; i < channels.length; i++) {
            ByteBuf buffer = requests[i];
            if (buffer != null) {
                requests[i] = null;
                var unused = channels[i].writeAndFlush(buffer, channels[i].voidPromise());
            }
        }
    }

    /** Waits for this replica no more. */
    void gone(int replica) {
        alive &= ~(1 << replica);
        for (Slot slot : List.copyOf(slots)) {
            if ((slot.awaited & 1 << replica) != 0) {
                slot.awaited &= ~(1 << replica);
                settle(slot);
            }
        }
    }

    private IllegalStateException tooFew() {
        return new IllegalStateException("fewer than " + needed + " equal answers");
    }
}
