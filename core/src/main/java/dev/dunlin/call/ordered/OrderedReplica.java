package dev.dunlin.call.ordered;

import dev.dunlin.call.AppliedLog;
import dev.dunlin.call.Replica;
import dev.dunlin.call.Request;
import dev.dunlin.call.RequestRefused;
import dev.dunlin.call.ordered.Awaited.Identity;
import dev.dunlin.transport.Failure;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A replica that carries requests out in the order of a topic, each once, and so goes through the same states as the others
 * that do. {@link dev.dunlin.session.ReplicaServer} makes its {@link #replica()} reachable, {@link OrderedCall} calls it. Safe
 * for use by any thread.
 *
 * {@snippet :
 * OrderedReplica register = OrderedReplica.start(OrderedConfig.of("a", broker, "register.log", register::apply)
 *         .reading("get", register::get)
 *         .snapshots(register)
 *         .peers("tcp://b:7400", "tcp://c:7400")
 *         .build());
 * ReplicaServer server = ReplicaServer.serve(register.replica(), "tcp://a:7400");
 * }
 *
 * <p>It serves nothing, and says {@link Failure#BEHIND}, until it has come to the state that goes on. A new epoch of the broker
 * is founded by a majority of the replicas; a replica that the log does not reach back to asks its peers for their state.
 */
public final class OrderedReplica implements AutoCloseable {

    /** What came of a request: asked with the caller's number and the request's. */
    static final String OUTCOME = "dunlin.ordered.outcome";

    /** A procedure that changes nothing: asked with its name and its arguments. */
    static final String READ = "dunlin.ordered.read";

    /** A snapshot, to be fetched in pieces. */
    static final String IMAGE = "dunlin.ordered.image";

    /** A piece of a snapshot. */
    static final String PIECE = "dunlin.ordered.piece";

    private final OrderedConfig config;
    private final Lane lane;
    private final Machine machine;
    private final Awaited awaited;
    private final Course course;
    private final Probe probe;
    private final ImageShelf shelf;
    private final Replica replica;
    private long imagesGiven;

    private OrderedReplica(OrderedConfig config) {
        this.config = config;
        this.lane = new Lane(config.environment().executor());
        this.machine = new Machine(config);
        this.awaited = new Awaited(config.environment(), lane);
        this.course = new Course(config, lane, machine, awaited);
        this.probe = new Probe(config, lane, machine, awaited, course::serves);
        this.shelf = new ImageShelf(config.environment(), lane, config.pieceBytes());
        Replica.Builder builder = config.replica()
                .environment(config.environment())
                .log(new Log())
                .asyncHandler(OUTCOME, request -> onLane(future -> outcome(request, future)))
                .asyncHandler(READ, request -> onLane(future -> future.complete(read(request))))
                .asyncHandler(IMAGE, request -> onLane(future -> future.complete(image())))
                .asyncHandler(PIECE, request -> onLane(future -> future.complete(shelf.piece(request.body()))));
        config.readings()
                .forEach((name, reading) -> builder.asyncHandler(
                        name,
                        request -> onLane(future -> future.complete(
                                read(request, name, request.body()).body()))));
        this.replica = builder.build();
    }

    /**
     * Starts a replica. Does not wait: what it does next, {@link #stats()} says.
     *
     * @param config what it is made of
     * @throws IllegalArgumentException if a procedure's name is malformed or taken
     */
    public static OrderedReplica start(OrderedConfig config) {
        OrderedReplica replica = new OrderedReplica(Objects.requireNonNull(config, "config"));
        replica.lane.execute(replica.course::enter);
        return replica;
    }

    /** What answers its callers, to be served. */
    public Replica replica() {
        return replica;
    }

    /** How many entries of the log have been applied. */
    public long position() {
        return machine.position();
    }

    /** Completes with where it stands, and what it has counted. */
    public CompletionStage<OrderedStats> stats() {
        CompletableFuture<OrderedStats> stats = new CompletableFuture<>();
        lane.execute(() -> stats.complete(course.stats(imagesGiven)));
        return stats;
    }

    /** Follows the log no more, and serves nothing. The broker stays open. Closing twice does nothing. */
    @Override
    public void close() {
        lane.execute(course::close);
    }

    /** Answers a request on the lane. */
    @FunctionalInterface
    private interface Step {
        void answer(CompletableFuture<byte[]> future);
    }

    private CompletionStage<byte[]> onLane(Step step) {
        CompletableFuture<byte[]> future = new CompletableFuture<>();
        lane.execute(() -> {
            try {
                step.answer(future);
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    /** Answers when the request has been applied, which may be after this replica has caught up. */
    private void outcome(Request request, CompletableFuture<byte[]> future) {
        course.checkGoesOn();
        ByteReader reader = reader(request.body());
        Identity identity = new Identity(reader.aLong(), reader.aLong());
        if (course.serves() && Awaited.knows(identity, machine.memory())) {
            Awaited.answer(identity, machine.memory(), future);
        } else {
            awaited.outcome(identity, request.remainingNanos(), future);
            probe.begin();
        }
    }

    private static ByteReader reader(byte[] body) {
        if (body.length < 4) {
            throw new RequestRefused(Failure.BAD_REQUEST, body.length + " bytes are no question of an ordered call");
        }
        return new ByteReader(body);
    }

    private byte[] read(Request request) {
        ByteReader reader = reader(request.body());
        Applied applied = read(request, reader.text(), reader.rest());
        return new ByteWriter(applied.body().length + 8)
                .put(applied.position())
                .rest(applied.body())
                .bytes();
    }

    private Applied read(Request request, String procedure, byte[] body) {
        course.checkServes();
        StateMachine reading = config.readings().get(procedure);
        if (reading == null) {
            throw new RequestRefused(
                    Failure.UNKNOWN_PROCEDURE, "procedure=\"" + procedure + "\": none of that name only reads");
        }
        long position = machine.position();
        byte[] result = reading.apply(new OrderedRequest(
                request.caller(),
                request.number(),
                procedure,
                body,
                position,
                machine.memory().nowMillis()));
        return new Applied(result, position);
    }

    private byte[] image() {
        course.checkServes();
        byte[] image = machine.image();
        if (image == null) {
            throw new RequestRefused(Failure.UNKNOWN_PROCEDURE, "this replica gives no snapshots");
        }
        imagesGiven++;
        return shelf.put(image);
    }

    /** The log as callers wait for it. */
    private final class Log implements AppliedLog {

        @Override
        public long position() {
            return machine.position();
        }

        @Override
        public CompletionStage<Boolean> reached(long position, long withinNanos) {
            CompletableFuture<Boolean> future = new CompletableFuture<>();
            lane.execute(() -> {
                if (machine.position() >= position) {
                    future.complete(true);
                } else {
                    awaited.position(position, withinNanos, future);
                    probe.begin();
                }
            });
            return future;
        }
    }
}
