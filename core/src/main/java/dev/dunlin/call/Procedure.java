package dev.dunlin.call;

import dev.dunlin.broker.Codec;
import java.util.Objects;

/**
 * A procedure of the replicas, with its types. Immutable, and safe for use by any thread.
 *
 * @param <Q> the type of the arguments
 * @param <A> the type of the answers
 */
public final class Procedure<Q, A> {

    private final ReplicatedCall call;
    private final String name;
    private final Codec<Q> arguments;
    private final Codec<A> answers;
    private final Equality<? super A> equality;
    private final CallOptions options;

    Procedure(
            ReplicatedCall call,
            String name,
            Codec<Q> arguments,
            Codec<A> answers,
            Equality<? super A> equality,
            CallOptions options) {
        this.call = call;
        this.name = name;
        this.arguments = arguments;
        this.answers = answers;
        this.equality = equality;
        this.options = options;
    }

    /**
     * The same with other options.
     *
     * <p>Whether so few replicas can agree as there are is looked at when they are called, as their number may change.
     */
    public Procedure<Q, A> with(CallOptions other) {
        return new Procedure<>(call, name, arguments, answers, equality, Objects.requireNonNull(other, "options"));
    }

    /** The same with another equality; {@link Equality#value()} by default. */
    public Procedure<Q, A> comparing(Equality<? super A> other) {
        return new Procedure<>(call, name, arguments, answers, Objects.requireNonNull(other, "equality"), options);
    }

    /** How it is called. */
    public CallOptions options() {
        return options;
    }

    /**
     * Calls the replicas, and waits for the value.
     *
     * @param request the arguments
     * @throws CallException if there is none: it says whether a retry is safe, and whether the request may have been carried out
     * @throws IllegalArgumentException if more replicas must agree than there are now; nothing was sent then
     * @throws dev.dunlin.DunlinException LIMIT_REACHED if too many calls are in flight, CLOSED, or WOULD_BLOCK on a thread that
     *     serves a connection; nothing was sent then
     */
    public A call(Q request) {
        return ask(request).get();
    }

    /**
     * Calls the replicas, and waits for what comes of it.
     *
     * @param request the arguments
     * @throws IllegalArgumentException as {@link #call}
     * @throws dev.dunlin.DunlinException as {@link #call}, but for {@link CallException}
     */
    public Answer<A> ask(Q request) {
        return call.await(start(request), options);
    }

    /**
     * Calls the replicas, and does not wait.
     *
     * @param request the arguments
     * @throws IllegalArgumentException as {@link #call}
     * @throws dev.dunlin.DunlinException LIMIT_REACHED if too many calls are in flight, or CLOSED; nothing was sent then
     */
    public Pending<A> start(Q request) {
        return call.start(question(request), options);
    }

    /**
     * Tells the replicas, and neither waits nor has an answer: the request is sent once to each replica that is connected.
     *
     * @param request the arguments
     * @return to how many it was sent
     * @throws dev.dunlin.DunlinException CLOSED
     */
    public int tell(Q request) {
        return call.tell(question(request), options);
    }

    private Question<A> question(Q request) {
        Objects.requireNonNull(request, "request");
        return new Question<>(name, arguments.encode(request), answers::decode, equality);
    }
}
