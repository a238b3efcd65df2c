package dev.dunlin.call.ordered;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.PublishOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;

/**
 * Finds out whether the end of the log was missed. A gap shows by the next message; where none comes although somebody waits
 * for one, this replica's claim is published again, which changes nothing, and its sequence tells. With growing pauses, as long as
 * somebody waits. For the lane's thread alone.
 */
final class Probe {

    private static final Logger LOG = System.getLogger("dev.dunlin.call");

    private final OrderedConfig config;
    private final Machine machine;
    private final Awaited awaited;
    private final BooleanSupplier serves;
    private final Pause pause;
    private boolean looking;
    private long seen;

    Probe(OrderedConfig config, Lane lane, Machine machine, Awaited awaited, BooleanSupplier serves) {
        this.config = config;
        this.machine = machine;
        this.awaited = awaited;
        this.serves = serves;
        this.pause = new Pause(config.environment(), lane);
    }

    /** Somebody waits. */
    void begin() {
        if (!looking) {
            looking = true;
            pause.reset();
            lookLater();
        }
    }

    private void lookLater() {
        seen = machine.position();
        pause.then(this::look);
    }

    private void look() {
        looking = !awaited.isEmpty();
        if (!looking) {
            return;
        }
        if (serves.getAsBoolean() && machine.position() == seen) {
            try {
                var unused = config.broker()
                        .topic(config.topic(), Codec.bytes())
                        .publish(
                                machine.claim(config.name()).encoded(),
                                PublishOptions.builder().nonBlocking().build());
            } catch (DunlinException e) {
                LOG.log(Level.DEBUG, () -> "event=probe-refused detail=" + e);
            }
        }
        lookLater();
    }
}
