package dev.dunlin.call.ordered;

import dev.dunlin.link.LogLine;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks the peers in turn for their state until one gives it, with a pause after each round. For the lane's thread alone. */
final class PeerSearch {

    private static final Logger LOG = System.getLogger("dev.dunlin.call");

    private final OrderedConfig config;
    private final Lane lane;
    private final Pause pause;
    private final BooleanSupplier wanted;
    private final Function<Image, String> taker;
    private @Nullable ImageFetch fetch;
    private int peer;
    private long failed;

    /**
     * A search that has not begun.
     *
     * @param wanted whether to go on; asked before each peer is
     * @param taker takes a state; gives why it cannot, or nothing if it has
     */
    PeerSearch(OrderedConfig config, Lane lane, BooleanSupplier wanted, Function<Image, String> taker) {
        this.config = config;
        this.lane = lane;
        this.pause = new Pause(config.environment(), lane);
        this.wanted = wanted;
        this.taker = taker;
    }

    /** Begins, with the peer that comes next. */
    void begin() {
        pause.reset();
        ask();
    }

    private void ask() {
        if (!wanted.getAsBoolean()) {
            return;
        }
        try {
            fetch = ImageFetch.start(config, lane, config.peers().get(peer), this::given);
        } catch (RuntimeException e) {
            given(null, e.toString());
        }
    }

    private void given(@Nullable Image image, String fault) {
        fetch = null;
        String why = image == null ? fault : taker.apply(image);
        if (why.isEmpty()) {
            return;
        }
        failed++;
        String cause = config.peers().get(peer) + ": " + why;
        LOG.log(
                Level.INFO,
                () -> LogLine.event("no-snapshot")
                        .with("replica", config.name())
                        .with("detail", cause)
                        .toString());
        peer = (peer + 1) % config.peers().size();
        if (peer == 0) {
            pause.then(this::ask);
        } else {
            ask();
        }
    }

    /** Ends: nobody is asked any more. */
    void end() {
        pause.cancel();
        if (fetch != null) {
            fetch.close();
            fetch = null;
        }
    }

    /** How many attempts have failed. */
    long failed() {
        return failed;
    }
}
