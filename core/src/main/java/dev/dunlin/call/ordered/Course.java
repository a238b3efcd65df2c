package dev.dunlin.call.ordered;

import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.call.RequestRefused;
import dev.dunlin.call.ordered.Awaited.Identity;
import dev.dunlin.call.ordered.LogEntry.Claim;
import dev.dunlin.call.ordered.LogEntry.Submit;
import dev.dunlin.call.ordered.OrderedStats.Standing;
import dev.dunlin.link.LogLine;
import dev.dunlin.transport.Failure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * A replica's way along the log: founds an epoch with the others, follows it, and fetches a peer's state when the log does not
 * reach back. For the lane's thread alone.
 */
final class Course implements LogReader.Reader {

    private static final Logger LOG = System.getLogger("dev.dunlin.call");

    private final OrderedConfig config;
    private final Broker broker;
    private final Lane lane;
    private final Machine machine;
    private final Awaited awaited;
    private final LogReader log;
    private final PeerSearch peers;

    private Standing standing = Standing.FOUNDING;
    private String detail = "not begun";

    /** The broker's epoch that is followed or founded. */
    private long epoch;

    private @Nullable Founding founding;
    private long gaps;
    private long imagesRestored;

    Course(OrderedConfig config, Lane lane, Machine machine, Awaited awaited) {
        this.config = config;
        this.broker = config.broker();
        this.lane = lane;
        this.machine = machine;
        this.awaited = awaited;
        this.log = new LogReader(config, lane, this);
        this.peers = new PeerSearch(config, lane, this::isOfTheEpoch, this::restore);
    }

    /** Begins, or begins anew with another epoch of the broker. */
    void enter() {
        epoch = broker.epoch();
        if (machine.isAt(epoch)) {
            follow();
        } else {
            found();
        }
    }

    /** Whether the state is one to answer from. */
    boolean serves() {
        return standing == Standing.FOLLOWING;
    }

    /**
     * Checks that the state is one to answer from, or may become one.
     *
     * @throws RequestRefused BEHIND if it is not, and never will be
     */
    void checkGoesOn() {
        if (standing == Standing.STOPPED) {
            throw behind();
        }
    }

    /**
     * Checks that the state is one to answer from.
     *
     * @throws RequestRefused BEHIND if it is not
     */
    void checkServes() {
        if (!serves()) {
            throw behind();
        }
    }

    private RequestRefused behind() {
        return new RequestRefused(Failure.BEHIND, standing + ": " + detail);
    }

    /** Ends what is going on, for something else. */
    private void stand(Standing now, String why) {
        log.leave();
        peers.end();
        if (founding != null) {
            founding.end();
            founding = null;
        }
        standing = now;
        detail = why;
    }

    // Founding.

    private void found() {
        Founding begun = new Founding(config, lane, machine);
        stand(Standing.FOUNDING, "the broker's epoch " + epoch + " is founded: " + begun.detail());
        founding = begun;
        log.readFrom(0);
        begun.claim();
    }

    private void foundBy(Founding by, Message<byte[]> message) {
        if (message.sequence() > by.next()) {
            lost(by.next(), message.sequence());
            return;
        }
        Claim decided = by.take(message);
        detail = "the broker's epoch " + epoch + " is founded: " + by.detail();
        if (decided != null && machine.isOf(decided)) {
            machine.succeed(epoch);
            follow();
        } else if (decided != null) {
            fetch("epoch " + epoch + " goes on from the state of " + decided);
        }
    }

    // Following.

    private void follow() {
        stand(Standing.FOLLOWING, "epoch " + epoch + " from sequence " + machine.sequence());
        log.readFrom(machine.sequence());
        awaited.restored(machine.position(), machine.memory());
    }

    @Override
    public void onMessage(Message<byte[]> message) {
        try {
            if (!isOfTheEpoch()) {
                return;
            }
            if (founding != null) {
                foundBy(founding, message);
            } else if (message.sequence() > machine.sequence()) {
                lost(machine.sequence(), message.sequence());
            } else if (message.sequence() == machine.sequence()) {
                apply(message);
            }
        } catch (Error e) {
            stop("the state may be broken at " + message + ": " + e);
            throw e;
        }
    }

    private void apply(Message<byte[]> message) {
        Submit submit = machine.apply(message);
        if (submit != null) {
            awaited.applied(new Identity(submit.caller(), submit.number()), machine.memory());
        }
        awaited.reached(machine.position());
    }

    /** If messages were passed over, the next tells. */
    @Override
    public void onGap() {
        var unused = isOfTheEpoch();
    }

    @Override
    public void onEnded(SubscriptionEnd end) {
        stop("the subscription to " + config.topic() + " has ended: " + end);
    }

    // Fetching.

    private void lost(long wanted, long first) {
        gaps++;
        fetch("the log begins at " + first + " and does not reach back to " + wanted);
    }

    private void fetch(String why) {
        LOG.log(Level.INFO, () -> line("catching-up", why));
        if (config.snapshots() == null || config.peers().isEmpty()) {
            stop(why + ", and there are no " + (config.peers().isEmpty() ? "peers" : "snapshots")
                    + ": name the other replicas and give a Snapshots");
        } else {
            stand(Standing.FETCHING, why);
            peers.begin();
        }
    }

    /** Whether the broker is still the one whose epoch was begun; if not, the other's is. */
    private boolean isOfTheEpoch() {
        boolean same = broker.epoch() == epoch;
        if (!same) {
            enter();
        }
        return same;
    }

    /** Goes on from a peer's state; gives why it cannot, or nothing. */
    private String restore(Image image) {
        if (image.epoch() != broker.epoch()) {
            return "its state is of epoch " + image.epoch() + ", the broker's is " + broker.epoch();
        }
        try {
            machine.restore(image);
        } catch (RuntimeException e) {
            return "its state cannot be read: " + e;
        }
        imagesRestored++;
        enter();
        return "";
    }

    // The end.

    /** Does nothing any more, as its owner wants. */
    void close() {
        end("it has been closed");
    }

    private void stop(String why) {
        LOG.log(Level.WARNING, () -> line("replica-stopped", why));
        end(why);
    }

    private void end(String why) {
        if (standing != Standing.STOPPED) {
            stand(Standing.STOPPED, why);
            awaited.abandon(behind());
        }
    }

    private String line(String event, Object why) {
        return LogLine.event(event)
                .with("replica", config.name())
                .with("topic", config.topic())
                .with("detail", why)
                .toString();
    }

    OrderedStats stats(long imagesGiven) {
        return new OrderedStats(
                standing,
                detail,
                machine.epoch(),
                machine.generation(),
                machine.position(),
                machine.counts(),
                gaps,
                imagesGiven,
                imagesRestored,
                peers.failed());
    }
}
