package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.PublishOptions;
import dev.dunlin.broker.Topic;
import dev.dunlin.environment.Environment;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client of the broker that is moved, by which the downtime is known as a client sees it. Each millisecond it publishes a
 * message of one byte to the topic {@value #TOPIC}, which lives for 100 ms, over a session of its own; the answers are the broker's
 * acknowledgements. It speaks to a Dunlin broker alone.
 *
 * <p>Neither starting nor ending it fails, and a migration never waits for it: what hinders it becomes a note of the report. For
 * one thread, beside its own.
 */
public final class ClientProbe implements AutoCloseable {

    /** Where it publishes. */
    public static final String TOPIC = "dunlin.probe";

    private static final byte[] QUESTION = {1};
    private static final PublishOptions OPTIONS = PublishOptions.ttl(Duration.ofMillis(100));
    private static final long EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MOST_UNANSWERED = 4_096;

    /** How long an answer is waited for when the migration is over. */
    private static final long AFTERWARDS_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** What is no word of the broker's. */
    private static final Set<Reason> SILENT = Set.of(Reason.CONNECTION_LOST, Reason.CLOSED, Reason.TIMED_OUT);

    private final URI broker;
    private final Environment environment;
    private final Waits waits;
    private volatile boolean over;
    private volatile @Nullable String obstacle;

    private ClientProbe(URI broker, Environment environment) {
        this.broker = broker;
        this.environment = environment;
        this.waits = new Waits(environment.clock().nanos());
    }

    /**
     * Begins to ask, as the migration is about to begin; returns at once.
     *
     * @param broker where the broker is, as for {@link Broker#connect}. If that is an address of this host, which may leave it
     *     with the process, the connection comes from another address of this host; with {@code ?from=192.0.2.7} from that
     * @param environment time and threads
     */
    public static ClientProbe start(URI broker, Environment environment) {
        Objects.requireNonNull(broker, "broker");
        ClientProbe probe = new ClientProbe(broker, environment);
        try {
            environment.executor().execute(probe::run);
        } catch (RejectedExecutionException e) {
            probe.obstacle = "no thread is left to ask: " + e.getMessage();
        }
        return probe;
    }

    private void run() {
        try (Broker session = Broker.connect(OwnAddresses.otherwise(broker).toString())) {
            Topic<byte[]> topic = session.topic(TOPIC, Codec.bytes());
            while (!over) {
                if (waits.unanswered() < MOST_UNANSWERED) {
                    ask(topic);
                }
                LockSupport.parkNanos(EACH_NANOS);
            }
        } catch (DunlinException | IllegalArgumentException e) {
            obstacle = e.getMessage();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it comes to is counted
    private void ask(Topic<byte[]> topic) {
        long number = waits.ask();
        topic.publish(QUESTION, OPTIONS).acknowledged().whenComplete((receipt, failure) -> {
            if (isWord(failure)) {
                waits.answered(number, environment.clock().nanos());
            } else {
                waits.failed();
            }
        });
    }

    /** Whether a broker has answered, if with a refusal. */
    private static boolean isWord(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null || (cause instanceof DunlinException fault && !SILENT.contains(fault.reason()));
    }

    /**
     * Ends it, when the migration is over and the broker has answered once more, and writes what it saw into a report; or a
     * note why it saw nothing. Waits for that answer for two seconds at most.
     */
    public MoveReport end(MoveReport report) {
        long asked = waits.asked();
        long begun = environment.clock().nanos();
        while (obstacle == null
                && !waits.heardFrom(asked)
                && environment.clock().nanos() - begun < AFTERWARDS_NANOS) {
            LockSupport.parkNanos(EACH_NANOS);
        }
        over = true;
        boolean heard = waits.heardFrom(asked);
        if (!waits.heardFrom(0)) {
            String why = obstacle == null ? "it did not answer" : obstacle;
            return report.withNote("what a client saw is not known: " + broker + ": " + why
                    + "; is a Dunlin broker there that goes on being asked from here?");
        }
        waits.end(heard ? begun : environment.clock().nanos());
        MoveReport seen = report.withClient(waits.view(broker));
        return heard
                ? seen
                : seen.withNote("the client of " + broker
                        + " had no answer after the migration either, so that its gap is longer than what is told: does the"
                        + " address go with the process, and is there a way to it from here?");
    }

    /** Stops asking. Closing twice does nothing. */
    @Override
    public void close() {
        over = true;
    }
}
