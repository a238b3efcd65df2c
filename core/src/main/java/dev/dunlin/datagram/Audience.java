package dev.dunlin.datagram;

import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whoever takes what comes over a link: is handed what has come, and told of the end. Belongs to the link's executor. */
final class Audience {

    private final ReliableLink link;
    private final Acceptor acceptor;
    private final Receiving receiving;
    private final StillFrame still;

    /** The thread that is calling the receiver, which needs not be told to flush. Looked at by any thread. */
    private volatile @Nullable Thread caller;

    private @Nullable Receiver receiver;
    private @Nullable Closed announced;

    Audience(ReliableLink link, Acceptor acceptor, Receiving receiving) {
        this.link = link;
        this.acceptor = acceptor;
        this.receiving = receiving;
        this.still = new StillFrame(link.limits().frameTimeout());
    }

    /** Whether the calling thread is in a call of the receiver. Any thread. */
    boolean isCalling() {
        return Thread.currentThread().equals(caller);
    }

    /** Tells the acceptor. Throws what that throws, after the link was ended for it. */
    void open() {
        try {
            receiver = Objects.requireNonNull(acceptor.accept(link), "the acceptor's receiver");
        } catch (RuntimeException | Error e) {
            link.thrown(e);
            throw e;
        }
    }

    /**
     * Hands over what has come.
     *
     * @return how the peer has closed, once all that it had sent is handed over; else null
     */
    @Nullable
    Closed deliver(long now) {
        int count = handOver();
        if (count > 0 && !link.isEnding()) {
            call(Receiver::onPause);
        }
        if (!link.takesFrames()) {
            return null;
        }
        if (receiving.isAtEnd()) {
            return peersEnd();
        }
        if (still.isOverdue(receiving, count > 0, now)) {
            link.fault(CloseReason.TIMED_OUT, still.words());
        }
        return null;
    }

    private int handOver() {
        int count = 0;
        try {
            while (link.takesFrames()) {
                Frame frame = receiving.poll();
                if (frame == null) {
                    break;
                }
                count++;
                take(frame);
            }
        } catch (FrameFaultException e) {
            link.fault(e.reason(), Objects.toString(e.getMessage()));
        } catch (RuntimeException | Error e) {
            link.thrown(e);
        }
        return count;
    }

    private void take(Frame frame) {
        if (frame instanceof Frame.Goodbye goodbye) {
            announced = new Closed(goodbye.reason(), goodbye.detail());
        }
        call(to -> to.onFrame(frame));
    }

    private Closed peersEnd() {
        if (announced != null) {
            return announced;
        }
        return receiving.openBytes() > 0
                ? new Closed(CloseReason.TRUNCATED, "the peer closed in the middle of a frame")
                : new Closed(CloseReason.LOST, "the peer closed without a goodbye");
    }

    /** There is room again. */
    void writable() {
        call(Receiver::onWritable);
    }

    /** The link has ended. */
    void closed(Closed how) {
        call(to -> to.onClosed(how));
    }

    /** What comes is read again. */
    void goOn(long now) {
        still.goOn(receiving, now);
    }

    /** When a frame will have stood still for too long. */
    long overdueAt() {
        return still.overdueAt();
    }

    private void call(Consumer<Receiver> call) {
        Receiver to = receiver;
        if (to == null) {
            return;
        }
        caller = Thread.currentThread();
        try {
            call.accept(to);
        } catch (RuntimeException | Error e) {
            link.thrown(e);
        } finally {
            caller = null;
        }
    }
}
