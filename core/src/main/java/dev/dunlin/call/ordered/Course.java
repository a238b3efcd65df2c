package dev.dunlin.call.ordered;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.Position;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.SubscribeOptions;
import dev.dunlin.broker.Subscription;
import dev.dunlin.broker.SubscriptionEnd;
import dev.dunlin.call.Failure;
import dev.dunlin.call.RequestRefused;
import dev.dunlin.call.ordered.Awaited.Identity;
import dev.dunlin.call.ordered.LogEntry.Claim;
import dev.dunlin.call.ordered.LogEntry.Submit;
import dev.dunlin.call.ordered.OrderedStats.Standing;
import dev.dunlin.environment.Scheduler;
import dev.dunlin.link.LogLine;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * A replica's way along the log: founds an epoch with the others, follows it, and fetches a peer's state when the log does not
 * reach back. For the lane's thread alone.
 */
final class Course {

    private static final Logger LOG = System.getLogger("dev.dunlin.call");
    private static final long FIRST_PAUSE_NANOS = 100_000_000;
    private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;

    private final OrderedConfig config;
    private final Broker broker;
    private final Lane lane;
    private final Machine machine;
    private final Awaited awaited;

    private Standing standing = Standing.FOUNDING;
    private String detail = "not begun";

    /** The broker's epoch that is followed or founded. */
    private long epoch;

    private Succession succession = new Succession(1);

    /** What comes next while an epoch is founded. */
    private long next;

    /** Counts what is begun: what comes from something that was begun before is of no interest any more. */
    private long turn;

    private @Nullable Subscription subscription;
    private @Nullable ImageFetch fetch;
    private Scheduler.@Nullable Timer timer;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private int peer;
    private long gaps;
    private long imagesRestored;
    private long imagesFailed;

    Course(OrderedConfig config, Lane lane, Machine machine, Awaited awaited) {
        this.config = config;
        this.broker = config.broker();
        this.lane = lane;
        this.machine = machine;
        this.awaited = awaited;
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

    // Founding.

    private void found() {
        stand(Standing.FOUNDING, "the broker's epoch " + epoch + " is founded: waiting for what the replicas bring");
        succession = new Succession(config.replicas());
        next = 0;
        if (subscribe(0)) {
            claim();
        }
    }

    /** Says what state this replica brings, until it stands in the log. */
    private void claim() {
        if (succession.hasSpoken(config.name())) {
            return;
        }
        byte[] claim = machine.claim(config.name()).encoded();
        try {
            var unused = broker.topic(config.topic(), Codec.bytes())
                    .publish(claim, PublishOptions.builder().nonBlocking().build());
        } catch (DunlinException e) {
            LOG.log(Level.DEBUG, () -> line("claim-refused").with("detail", e).toString());
        }
        later(this::claim);
    }

    private void foundBy(Message<byte[]> message) {
        if (message.sequence() > next) {
            lost(next, message.sequence());
            return;
        }
        next = message.sequence() + 1;
        Claim claim = claimIn(message);
        if (claim == null) {
            return;
        }
        succession.add(claim);
        Claim decided = succession.decided();
        detail = succession.spoken() + " of " + config.replicas() + " replicas have said what they bring to epoch "
                + epoch;
        if (decided != null && machine.isOf(decided)) {
            machine.succeed(epoch);
            follow();
        } else if (decided != null) {
            fetch("epoch " + epoch + " goes on from the state of " + decided);
        }
    }

    private static @Nullable Claim claimIn(Message<byte[]> message) {
        try {
            return LogEntry.decode(message.value()) instanceof Claim claim ? claim : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    // Following.

    private void follow() {
        pauseNanos = FIRST_PAUSE_NANOS;
        stand(Standing.FOLLOWING, "epoch " + epoch + " from sequence " + machine.sequence());
        if (subscribe(machine.sequence())) {
            awaited.restored(machine.position(), machine.memory());
        }
    }

    private boolean subscribe(long from) {
        long mine = turn;
        SubscribeOptions options = SubscribeOptions.builder()
                .from(Position.sequence(from))
                .executor(lane)
                .onGap(gap -> lane.execute(() -> onGap(mine)))
                .build();
        try {
            Subscription opened =
                    broker.subscribe(config.topic(), Codec.bytes(), options, message -> onMessage(mine, message));
            subscription = opened;
            var unused = opened.ended().thenAccept(end -> lane.execute(() -> onEnded(mine, end)));
            return true;
        } catch (DunlinException e) {
            stop("subscribing to " + config.topic() + " failed: " + e.getMessage());
            return false;
        }
    }

    private void onMessage(long of, Message<byte[]> message) {
        if (of != turn) {
            return;
        }
        try {
            if (broker.epoch() != epoch) {
                enter();
            } else if (standing == Standing.FOUNDING) {
                foundBy(message);
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

    /** Messages were passed over, or the broker is another: the next message tells, but for the broker. */
    private void onGap(long of) {
        if (of == turn && broker.epoch() != epoch) {
            enter();
        }
    }

    private void onEnded(long of, SubscriptionEnd end) {
        if (of == turn) {
            stop("the subscription to " + config.topic() + " has ended: " + end);
        }
    }

    // Fetching.

    private void lost(long wanted, long first) {
        gaps++;
        fetch("the log begins at " + first + " and does not reach back to " + wanted);
    }

    private void fetch(String why) {
        stand(Standing.FETCHING, why);
        LOG.log(Level.INFO, () -> line("catching-up").with("detail", why).toString());
        if (config.snapshots() == null || config.peers().isEmpty()) {
            stop(why + ", and there are no " + (config.peers().isEmpty() ? "peers" : "snapshots")
                    + ": name the other replicas and give a Snapshots");
            return;
        }
        askPeer();
    }

    private void askPeer() {
        if (broker.epoch() != epoch) {
            enter();
            return;
        }
        long mine = turn;
        try {
            fetch = ImageFetch.start(config, lane, config.peers().get(peer), (image, fault) -> {
                if (mine == turn) {
                    fetch = null;
                    fetched(image, fault);
                }
            });
        } catch (RuntimeException e) {
            fetched(null, e.toString());
        }
    }

    private void fetched(@Nullable Image image, String fault) {
        String why = fault;
        if (image != null && image.epoch() != broker.epoch()) {
            why = "its state is of epoch " + image.epoch() + ", the broker's is " + broker.epoch();
        } else if (image != null) {
            try {
                machine.restore(image);
                imagesRestored++;
                epoch = image.epoch();
                follow();
                return;
            } catch (RuntimeException e) {
                why = "its state cannot be read: " + e;
            }
        }
        imagesFailed++;
        String cause = config.peers().get(peer) + ": " + why;
        LOG.log(Level.INFO, () -> line("no-snapshot").with("detail", cause).toString());
        peer = (peer + 1) % config.peers().size();
        if (peer == 0) {
            later(this::askPeer);
        } else {
            askPeer();
        }
    }

    // All.

    private void stand(Standing now, String why) {
        leave();
        standing = now;
        detail = why;
    }

    /** Ends what is going on. */
    private void leave() {
        turn++;
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
        if (fetch != null) {
            fetch.close();
            fetch = null;
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void later(Runnable task) {
        long mine = turn;
        long nanos = pauseNanos / 2 + config.environment().random().nextLong(pauseNanos / 2 + 1);
        pauseNanos = Math.min(LONGEST_PAUSE_NANOS, pauseNanos * 2);
        timer = config.environment()
                .scheduler()
                .schedule(
                        nanos,
                        () -> lane.execute(() -> {
                            if (mine == turn) {
                                task.run();
                            }
                        }));
    }

    /** Does nothing any more, as its owner wants. */
    void close() {
        end("it has been closed");
    }

    private void stop(String why) {
        LOG.log(Level.WARNING, () -> line("replica-stopped").with("detail", why).toString());
        end(why);
    }

    private void end(String why) {
        if (standing != Standing.STOPPED) {
            stand(Standing.STOPPED, why);
            awaited.abandon(behind());
        }
    }

    private LogLine line(String event) {
        return LogLine.event(event).with("replica", config.name()).with("topic", config.topic());
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
                imagesFailed);
    }
}
