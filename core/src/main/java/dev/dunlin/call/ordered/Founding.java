package dev.dunlin.call.ordered;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Message;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.call.ordered.LogEntry.Claim;
import dev.dunlin.link.LogLine;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** A replica's part in founding an epoch: says what it brings, and hears what the others do. For the lane's thread alone. */
final class Founding {

    private static final Logger LOG = System.getLogger("dev.dunlin.call");

    private final OrderedConfig config;
    private final Machine machine;
    private final Pause pause;
    private final Succession succession;

    /** The sequence that comes next. */
    private long next;

    Founding(OrderedConfig config, Lane lane, Machine machine) {
        this.config = config;
        this.machine = machine;
        this.pause = new Pause(config.environment(), lane);
        this.succession = new Succession(config.replicas());
    }

    /** Says what state this replica brings, again until it stands in the log. */
    void claim() {
        if (succession.hasSpoken(config.name())) {
            return;
        }
        byte[] claim = machine.claim(config.name()).encoded();
        try {
            var unused = config.broker()
                    .topic(config.topic(), Codec.bytes())
                    .publish(claim, PublishOptions.builder().nonBlocking().build());
        } catch (DunlinException e) {
            LOG.log(
                    Level.DEBUG,
                    () -> LogLine.event("claim-refused")
                            .with("replica", config.name())
                            .with("detail", e)
                            .toString());
        }
        pause.then(this::claim);
    }

    /** The sequence of the message that is to come next. */
    long next() {
        return next;
    }

    /** Takes the next message; gives the state that goes on, or null while that is not decided. */
    @Nullable
    Claim take(Message<byte[]> message) {
        next = message.sequence() + 1;
        try {
            if (LogEntry.decode(message.value()) instanceof Claim claim) {
                succession.add(claim);
            }
        } catch (IllegalArgumentException e) {
            // No entry at all; whoever applies the log counts it.
        }
        return succession.decided();
    }

    /** How many replicas have spoken, in words. */
    String detail() {
        return succession.spoken() + " of " + config.replicas()
                + " replicas have said what they bring; a majority must";
    }

    /** Says nothing more. */
    void end() {
        pause.cancel();
    }
}
