package dev.dunlin.datagram;

import dev.dunlin.datagram.Packet.Acknowledge;
import dev.dunlin.datagram.Packet.Break;
import dev.dunlin.datagram.Packet.Data;
import dev.dunlin.datagram.ReliableLink.Ends;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.CloseReason;
import dev.dunlin.transport.Closed;
import java.util.List;
import java.util.Objects;

/**
 * The states that a link goes through, with its packets and its timer. Belongs to the socket's executor.
 *
 * <p>HALF_OPEN (a listener's, until the first packet comes that only the peer can have sent) → OPEN → CLOSING (this side has
 * closed; what was queued is sent, and a last packet) → ENDED (the receiver was told; for a while the peer is still
 * answered).
 */
final class LinkCourse {

    /** How often a peer is told that it can have the connection, until its first packet comes. */
    private static final int MOST_ACCEPTANCES = 10;

    private enum State {
        HALF_OPEN,
        OPEN,
        CLOSING,
        ENDED
    }

    private final ReliableLink link;
    private final Port port;
    private final PeerWire wire;
    private final Ends ends;
    private final Sending sending;
    private final Receiving receiving;
    private final Audience audience;
    private final Alarm alarm;
    private State state = State.HALF_OPEN;
    private long endAt = Timing.NEVER;
    private long closeBy;
    private int acceptances;
    private boolean touched;

    LinkCourse(ReliableLink link, Port port, Acceptor acceptor, long peerLimit) {
        this.link = link;
        this.port = port;
        this.ends = link.ends();
        this.receiving = new Receiving(port.codec().joiner(link.limits().maxFrameBytes()), port.counts());
        this.wire = new PeerWire(port.socket(), ends, receiving, port.counts());
        this.sending =
                new Sending(link.queue(), wire, port.counts(), port.socket().maxPacketBytes(), peerLimit);
        this.audience = new Audience(link, acceptor, receiving);
        this.alarm = new Alarm(port.environment(), link.executor(), this::rang);
    }

    ReliableLink link() {
        return link;
    }

    Ends ends() {
        return ends;
    }

    /** Whether the calling thread is in a call of the receiver. Any thread. */
    boolean isCalling() {
        return audience.isCalling();
    }

    boolean isHalfOpen() {
        return state == State.HALF_OPEN;
    }

    /** The peer has shown that it is there: tells the acceptor. Throws what that throws, after the link was ended for it. */
    void open() {
        state = State.OPEN;
        endAt = Timing.NEVER;
        port.opened();
        port.counts().add(DatagramCount.OPENED, 1);
        audience.open();
    }

    /** Tells the peer that the connection is to be had, and waits for its first packet. */
    void accept() {
        if (acceptances++ == MOST_ACCEPTANCES) {
            over(new Closed(CloseReason.TIMED_OUT, "no packet came"));
            return;
        }
        wire.accept();
        endAt = now() + Timing.FIRST_RTO;
        rearm(now());
    }

    /** A packet has come for this end. */
    void onPacket(Packet packet) {
        if (state == State.HALF_OPEN && !(packet instanceof Break)) {
            try {
                open();
            } catch (RuntimeException | Error e) {
                // The link was ended for it.
            }
        }
        if (packet instanceof Data data) {
            if (!wire.tellAgain() && told(data.next(), data.limit(), List.of())) {
                receiving.add(data, now());
            }
        } else if (packet instanceof Acknowledge acknowledge) {
            if (told(acknowledge.next(), acknowledge.limit(), acknowledge.beyond()) && acknowledge.asks()) {
                receiving.asked();
            }
        } else if (packet instanceof Break end) {
            over(new Closed(end.reason(), end.detail()));
        }
        touch();
    }

    private boolean told(long next, long limit, List<Packet.Range> beyond) {
        boolean possible = state == State.ENDED || sending.told(next, limit, beyond, now());
        if (!possible) {
            port.counts().add(DatagramCount.IMPOSSIBLE, 1);
        }
        return possible;
    }

    /** The peer does not have this connection, or not any more. */
    void onUnknown() {
        over(new Closed(CloseReason.LOST, "the other side does not have this connection any more"));
    }

    /** The network says that nobody is there: then there is nobody to wait for who is to take what is queued. */
    void onUndeliverable() {
        if (state == State.CLOSING) {
            finish();
        }
    }

    /** The first to say why it ends was the peer, unless this side had. */
    private void over(Closed how) {
        boolean unused = link.endsBy(how);
        finish();
    }

    /** Makes sure that {@link #settle} comes when no more packets do. */
    private void touch() {
        if (!touched) {
            touched = true;
            port.touched(this);
        }
    }

    /** Does all that is to be done now. */
    void settle() {
        touched = false;
        long now = now();
        if (state == State.OPEN && !link.isEnding()) {
            Closed peers = audience.deliver(now);
            if (peers != null) {
                over(peers);
            }
        } else {
            receiving.discard();
        }
        if (state == State.CLOSING && sending.isOver()) {
            finish();
        }
        sending.pump(now);
        if (link.queue().takeRelief() && state == State.OPEN && !link.isEnding()) {
            audience.writable();
            sending.pump(now);
        }
        if (state != State.HALF_OPEN && receiving.isAcknowledgementDue(now)) {
            acknowledge();
        }
        wire.flush();
        rearm(now);
    }

    /** What comes is read again. */
    void goOn() {
        audience.goOn(now());
        settle();
    }

    /** Sends what is queued, then the last packet. */
    void shutDown() {
        if (state == State.OPEN) {
            state = State.CLOSING;
            closeBy = now() + Timing.CLOSE;
            endAt = now() + Timing.CLOSE_STANDSTILL;
            sending.close(now());
            settle();
        }
    }

    /** Ends at once, and says so. */
    void breakOff(CloseReason reason, String detail) {
        wire.tellBroken(reason, detail);
        finish();
    }

    private void finish() {
        if (state == State.ENDED) {
            return;
        }
        boolean known = state != State.HALF_OPEN;
        // The socket may be given back when this returns.
        // What has come and waits to be acknowledged with another packet waits no longer: there may be no later.
        if (known && (receiving.isAcknowledgementDue(now()) || receiving.acknowledgeAt() != Timing.NEVER)) {
            acknowledge();
            wire.flush();
        }
        state = State.ENDED;
        sending.abandon();
        receiving.discard();
        Closed how = Objects.requireNonNull(link.ending());
        endAt = now() + Timing.LINGER;
        if (known) {
            audience.closed(how);
        }
        rearm(now());
        port.ended(this, known);
    }

    /** The end of waiting for whatever. */
    private void rang() {
        long now = now();
        if (now >= endAt) {
            switch (state) {
                case CLOSING -> goOnClosing(now);
                case HALF_OPEN -> accept();
                case ENDED -> port.forget(this);
                case OPEN -> throw new IllegalStateException("an open link has no end");
            }
        } else if (state == State.OPEN || state == State.CLOSING) {
            String lost = sending.due(now);
            if (lost != null) {
                port.counts().add(DatagramCount.GIVEN_UP, 1);
                wire.tellBroken(CloseReason.LOST, lost);
                over(new Closed(CloseReason.LOST, ends.name() + ": " + lost));
            }
        }
        if (!port.isForgotten(this)) {
            settle();
        }
    }

    private void goOnClosing(long now) {
        // A peer that is heard and takes nothing will not; of one that is not heard, the packets may have been lost.
        endAt = sending.isPeerHeard() ? Math.min(closeBy, sending.progressAt() + Timing.CLOSE_STANDSTILL) : closeBy;
        if (now >= endAt) {
            wire.tellBroken(CloseReason.LOST, "the other side closed, and did not wait longer");
            finish();
        }
    }

    private void rearm(long now) {
        if (port.isForgotten(this)) {
            alarm.cancel();
            return;
        }
        long at = endAt;
        if (state == State.OPEN || state == State.CLOSING) {
            at = Math.min(at, Math.min(sending.dueAt(), receiving.acknowledgeAt()));
        }
        if (state == State.OPEN && !link.isPaused()) {
            at = Math.min(at, audience.overdueAt());
        }
        alarm.set(at, now);
    }

    /** Says what has come, on its own. */
    void acknowledge() {
        wire.acknowledge(false);
    }

    private long now() {
        return port.environment().clock().nanos();
    }
}
