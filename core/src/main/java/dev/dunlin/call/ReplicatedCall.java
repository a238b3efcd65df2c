package dev.dunlin.call;

import dev.dunlin.DunlinException;
import dev.dunlin.broker.Codec;
import dev.dunlin.transport.Frame;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * Calls replicas: one call goes to all of them, their answers are compared, those that fail or differ are asked again, and one
 * answer is given that says who differed. Safe for use by any thread.
 *
 * {@snippet :
 * try (ReplicatedCall replicas = ReplicatedCall.connect("tcp://a:7400", "tcp://b:7400", "tcp://c:7400")) {
 *     Procedure<String, String> echo = replicas.procedure("echo", Codec.utf8(), Codec.utf8());
 *     System.out.println(echo.call("Is anybody there?"));
 * }
 * }
 *
 * <p>A replica carries a request out once, however often it is sent to it, as long as it lives. The answer comes as soon as it
 * is certain; what is left to do for the replicas that failed or differ is done behind it.
 */
public final class ReplicatedCall implements AutoCloseable {

    private final CallConfig config;
    private final CallEngine engine;
    private final Members members;
    private final boolean quickest;

    private ReplicatedCall(CallConfig config, CallEngine engine, Members members, boolean quickest) {
        this.config = config;
        this.engine = engine;
        this.members = members;
        this.quickest = quickest;
    }

    /**
     * Begins to connect to replicas, with defaults. Does not wait: what is called before a connection is made waits for it.
     *
     * @param replicas their addresses, for example {@code tcp://host:port}
     * @throws IllegalArgumentException if there is none, one is malformed or named twice, or no transport has its scheme
     */
    public static ReplicatedCall connect(String... replicas) {
        return connect(CallConfig.of(replicas).build());
    }

    /**
     * Begins to connect to replicas. Does not wait for connections, but for the addresses.
     *
     * @param config which replicas, and how
     * @throws IllegalArgumentException if an address cannot be used, or the agreement can never be reached by so few replicas
     * @throws DunlinException UNREACHABLE if a name does not resolve
     */
    public static ReplicatedCall connect(CallConfig config) {
        return connect(config, Members::connectorOf);
    }

    static ReplicatedCall connect(CallConfig config, BiFunction<URI, CallConfig, ReplicaConnector> connectors) {
        Objects.requireNonNull(config, "config");
        CallEngine engine = new CallEngine(config);
        Members members = new Members(config, engine, connectors);
        members.checkReach(config.defaults().agreement());
        members.begin();
        return new ReplicatedCall(config, engine, members, false);
    }

    /**
     * The same replicas, for reads: each call goes to one replica, chosen by its load and by how long its answers take, and to a
     * second one when the first takes longer than most answers did; the slower one is cancelled. Replicas that fail or lag
     * are left out for a while. Requests may be carried out by several replicas: use it for what changes nothing. Closing
     * either closes both.
     */
    public ReplicatedCall quickest() {
        return new ReplicatedCall(config, engine, members, true);
    }

    /**
     * A procedure of the replicas.
     *
     * @param name what it is called there: 1 to 255 bytes of UTF-8, no control characters
     * @param arguments how its arguments are encoded
     * @param answers how its answers are encoded
     * @throws IllegalArgumentException if the name is malformed
     */
    public <Q, A> Procedure<Q, A> procedure(String name, Codec<Q> arguments, Codec<A> answers) {
        return new Procedure<>(
                this,
                ProcedureName.check(name),
                Objects.requireNonNull(arguments, "arguments"),
                Objects.requireNonNull(answers, "answers"),
                Equality.value(),
                config.defaults());
    }

    /** What has been counted so far. */
    public CallStats stats() {
        CallCounters counters = engine.counters();
        return new CallStats(
                counters.calls.sum(),
                engine.window().inFlight(),
                counters.agreed.sum(),
                counters.split.sum(),
                counters.tooFew.sum(),
                counters.refused.sum(),
                counters.hedges.sum(),
                counters.repaired.sum(),
                counters.unrepaired.sum(),
                members.current().stream().map(Member::stats).toList());
    }

    /** Ends the connections; calls in flight are cancelled. Closing twice does nothing. */
    @Override
    public void close() {
        members.close();
        engine.window().forEach(Canvass::cancel);
    }

    /** How it is set up. */
    public CallConfig config() {
        return config;
    }

    <A> Pending<A> start(Question<A> question, CallOptions options) {
        members.checkOpen();
        List<Member> asked = members.current();
        CallOptions used = quickest ? options.withAgreement(Agreement.first()) : options;
        Canvass<A> canvass = new Canvass<>(
                engine, question, used, quickest ? engine.byPromise(asked) : asked, quickest ? engine.hedge() : null);
        return engine.begin(canvass);
    }

    <A> Answer<A> await(Pending<A> pending, CallOptions options) {
        return members.await(pending.answer(), options.deadline());
    }

    int tell(Question<?> question, CallOptions options) {
        members.checkOpen();
        long number = engine.window().skip();
        Frame.Request request = new Frame.Request(
                number,
                1,
                Math.min(engine.window().settled(), number),
                question.procedure(),
                question.body(),
                engine.clock().millis() + options.deadline().toMillis(),
                options.minPosition(),
                true);
        int sent = 0;
        for (Member member : members.current()) {
            sent += member.link().send(request) ? 1 : 0;
        }
        return sent;
    }
}
