package dev.dunlin.call.ordered;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Broker;
import dev.dunlin.broker.Codec;
import dev.dunlin.broker.Topic;
import dev.dunlin.call.Answer;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.Equality;
import dev.dunlin.call.Pending;
import dev.dunlin.call.Procedure;
import dev.dunlin.call.ReplicatedCall;
import dev.dunlin.environment.Environment;
import dev.dunlin.link.Waiting;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls replicas that carry requests out in one order: {@link OrderedReplica}s of the same topic. Safe for use by any thread.
 *
 * {@snippet :
 * OrderedCall register = OrderedCall.over(broker, "register.log", ReplicatedCall.connect("tcp://a:7400", "tcp://b:7400"));
 * register.write("set", "wet".getBytes(UTF_8));
 * register.read("get", new byte[0]);
 * }
 *
 * <p>What is written is linearizable, and so is {@link #readInOrder}. {@link #read} is answered by one replica from what it has
 * applied: it sees all that this object has written, been answered or been told of ({@link #see}), and perhaps not yet what
 * others have written.
 */
public final class OrderedCall implements AutoCloseable {

    private static final Codec<Applied> APPLIED = Codec.of(
            applied -> new ByteWriter(applied.body().length + 8)
                    .put(applied.position())
                    .rest(applied.body())
                    .bytes(),
            bytes -> {
                ByteReader reader = new ByteReader(bytes);
                long position = reader.aLong();
                return new Applied(reader.rest(), position);
            });

    private final Environment environment;
    private final Topic<byte[]> topic;
    private final ReplicatedCall replicas;
    private final CallOptions options;
    private final Procedure<byte[], Applied> outcomes;
    private final Procedure<byte[], Applied> readings;
    private final SubmitWindow window;
    private final long caller;
    private final AtomicLong position = new AtomicLong(-1);

    private OrderedCall(Broker broker, String topic, ReplicatedCall replicas) {
        this.environment = replicas.config().environment();
        this.topic = broker.topic(topic, Codec.bytes());
        this.replicas = replicas;
        this.options = replicas.config().defaults().withIdempotent(true);
        this.outcomes = replicas.procedure(OrderedReplica.OUTCOME, Codec.bytes(), APPLIED)
                .comparing(Equality.bytes())
                .with(options.withAttemptTimeout(options.deadline()));
        this.readings = replicas.quickest()
                .procedure(OrderedReplica.READ, Codec.bytes(), APPLIED)
                .comparing(Equality.by(Applied::body));
        this.window = new SubmitWindow(replicas.config().maxInFlight());
        this.caller = environment.random().nextLong();
    }

    /**
     * Calls replicas that follow a topic.
     *
     * @param broker keeps the log; stays open when this is closed
     * @param topic the log's name
     * @param replicas the replicas that follow it; agreement, deadline and bounds are those of its configuration. Closed
     *     with this
     * @throws IllegalArgumentException if the topic's name is none
     */
    public static OrderedCall over(Broker broker, String topic, ReplicatedCall replicas) {
        return new OrderedCall(
                Objects.requireNonNull(broker, "broker"), topic, Objects.requireNonNull(replicas, "replicas"));
    }

    /**
     * Has a request carried out in its turn, once, by all replicas, and waits until enough of them have.
     *
     * @param procedure what is to be done, for the state machine
     * @param body the encoded arguments; not to be changed afterwards
     * @return the encoded result; shared, not to be changed
     * @throws DunlinException if there is none; it says whether the request may be carried out all the same
     */
    public byte[] write(String procedure, byte[] body) {
        return await(startWrite(procedure, body)).body();
    }

    /**
     * Has a request carried out, and does not wait.
     *
     * @return completes with the result, or with a {@link DunlinException}; on threads that must not block
     * @throws DunlinException if it cannot be begun: LIMIT_REACHED if too many are in flight, CLOSED, or what the broker
     *     says; it is not carried out then
     */
    public CompletionStage<Applied> startWrite(String procedure, byte[] body) {
        Objects.requireNonNull(procedure, "procedure");
        Objects.requireNonNull(body, "body");
        long number = window.open();
        try {
            byte[] entry =
                    new LogEntry.Submit(caller, number, Math.min(number, window.settled()), procedure, body).encoded();
            long deadline = environment.clock().nanos() + options.deadline().toNanos();
            Submission submission = new Submission(environment, topic, entry, deadline);
            submission.publishFirst();
            ask(submission, number);
            return seen(submission.result());
        } catch (RuntimeException e) {
            window.close(number);
            throw e;
        }
    }

    private void ask(Submission submission, long number) {
        byte[] question = new ByteWriter(16).put(caller).put(number).bytes();
        Pending<Applied> pending;
        try {
            pending = outcomes.start(question);
        } catch (DunlinException e) {
            // It is published: what comes of it is not known.
            submission.result().completeExceptionally(inDoubt(e));
            submission.giveUp();
            window.close(number);
            return;
        }
        submission.await(pending);
        var unused = pending.repaired().thenRun(() -> window.close(number));
    }

    private static DunlinException inDoubt(DunlinException cause) {
        return new DunlinException(
                DunlinException.Reason.TOO_FEW_ANSWERS,
                "the request is published, and the replicas could not be asked: " + cause.getMessage(),
                cause);
    }

    /**
     * Reads from one replica, the quickest, and waits.
     *
     * @param procedure which of the replicas' {@linkplain OrderedConfig.Builder#reading readings}
     * @param body the encoded arguments; not to be changed afterwards
     * @return the encoded result; shared, not to be changed
     * @throws DunlinException if there is none; nothing has changed then
     */
    public byte[] read(String procedure, byte[] body) {
        return await(startRead(procedure, body)).body();
    }

    /**
     * Reads from one replica, and does not wait.
     *
     * @return completes with the result, or with a {@link DunlinException}; on threads that must not block
     * @throws DunlinException LIMIT_REACHED if too many calls are in flight, or CLOSED
     */
    public CompletionStage<Applied> startRead(String procedure, byte[] body) {
        Objects.requireNonNull(procedure, "procedure");
        Objects.requireNonNull(body, "body");
        byte[] question = new ByteWriter(procedure.length() + body.length + 8)
                .put(procedure)
                .rest(body)
                .bytes();
        return seen(readings.with(options.withMinPosition(position.get()))
                .start(question)
                .answer()
                .thenApply(Answer::get));
    }

    /** Reads in the order of the log: sees all that anybody had been answered before. Else as {@link #write}. */
    public byte[] readInOrder(String procedure, byte[] body) {
        return write(procedure, body);
    }

    private CompletionStage<Applied> seen(CompletionStage<Applied> stage) {
        CompletableFuture<Applied> seen = new CompletableFuture<>();
        var unused = stage.whenComplete((applied, failure) -> {
            if (applied != null) {
                see(applied.position());
                seen.complete(applied);
            } else {
                seen.completeExceptionally(Objects.requireNonNull(Waiting.causeOf(failure)));
            }
        });
        return seen;
    }

    private <T> T await(CompletionStage<T> stage) {
        return Waiting.await(
                environment, stage, options.deadline().plusSeconds(30).toNanos(), "waiting for the replicas' answer");
    }

    /** How many entries of the log this object knows to have been applied somewhere; -1 if it knows nothing. */
    public long position() {
        return position.get();
    }

    /**
     * Reads see from now on what another caller has seen.
     *
     * @param reached what its {@link #position()} was, or {@link Applied#position()}
     */
    public void see(long reached) {
        position.accumulateAndGet(reached, Math::max);
    }

    /** Closes the way to the replicas; what is in flight fails, and may be carried out all the same. */
    @Override
    public void close() {
        replicas.close();
    }
}
