package dev.dunlin.service;

import dev.dunlin.broker.Codec;
import dev.dunlin.call.Answer;
import dev.dunlin.call.CallOptions;
import dev.dunlin.call.CallStep;
import dev.dunlin.call.CallTracer;
import dev.dunlin.call.Pending;
import dev.dunlin.call.Procedure;
import dev.dunlin.call.ReplicatedCall;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a service's methods do at the caller. Safe for use by any thread. */
final class ClientStub implements InvocationHandler {

    private static final Object[] NONE = {};

    private final ServiceShape shape;
    private final ReplicatedCall call;
    private final CallTracer tracer;
    private final Map<Method, Encoding> encodings = new HashMap<>();

    private ClientStub(ServiceShape shape, ReplicatedCall call, List<Values> values) {
        this.shape = shape;
        this.call = call;
        this.tracer = call.config().tracer();
        shape.operations()
                .forEach((method, operation) -> encodings.put(
                        method, InstalledValues.encodings(operation, values).get(0)));
    }

    static <T> T of(Class<T> service, ServiceShape shape, ReplicatedCall call, List<Values> values) {
        ClientStub stub = new ClientStub(shape, call, values);
        return service.cast(Proxy.newProxyInstance(service.getClassLoader(), new Class<?>[] {service}, stub));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        @Nullable Object[] arguments = given == null ? NONE : given;
        Operation operation = shape.operations().get(method);
        if (operation != null) {
            Encoding encoding = Objects.requireNonNull(encodings.get(method));
            return operation.async() ? start(operation, encoding, arguments) : call(operation, encoding, arguments);
        }
        Method local = shape.defaults().get(method);
        return local != null
                ? InvocationHandler.invokeDefault(proxy, local, given)
                : ofObject(proxy, method, arguments);
    }

    @SuppressWarnings("ReferenceEquality") // a stub equals itself alone
    private Object ofObject(Object proxy, Method method, @Nullable Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> shape.service().getName() + " of " + call.config().replicas();
        };
    }

    private @Nullable Object call(Operation operation, Encoding encoding, @Nullable Object[] arguments)
            throws Exception {
        tracer.on(CallStep.CALLED, operation.procedure(), 0);
        Procedure<@Nullable Object[], Reply> procedure = procedure(operation, encoding, arguments);
        if (operation.oneWay()) {
            int unused = procedure.tell(arguments);
            return null;
        }
        return settle(operation, procedure.call(arguments), arguments);
    }

    private CompletableFuture<@Nullable Object> start(
            Operation operation, Encoding encoding, @Nullable Object[] arguments) {
        tracer.on(CallStep.CALLED, operation.procedure(), 0);
        CompletableFuture<@Nullable Object> future = new CompletableFuture<>();
        Pending<Reply> pending;
        try {
            pending = procedure(operation, encoding, arguments).start(arguments);
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
            return future;
        }
        CompletionStage<?> unusedAnswer =
                pending.answer().thenAccept(answer -> complete(future, operation, answer, arguments));
        CompletionStage<?> unusedEnd = future.whenComplete((value, failure) -> {
            if (future.isCancelled()) {
                pending.cancel();
            }
        });
        return future;
    }

    private void complete(
            CompletableFuture<@Nullable Object> future,
            Operation operation,
            Answer<Reply> answer,
            @Nullable Object[] arguments) {
        if (future.isDone()) {
            return;
        }
        try {
            future.complete(settle(operation, answer.get(), arguments));
        } catch (Exception e) {
            future.completeExceptionally(e);
        }
    }

    /** An array that comes back is to be as long as the one that was given, so the answer is decoded for this call. */
    private Procedure<@Nullable Object[], Reply> procedure(
            Operation operation, Encoding encoding, @Nullable Object[] arguments) {
        Codec<@Nullable Object[]> question = Codec.of(
                values -> {
                    byte[] body = encoding.packArguments(values);
                    tracer.on(CallStep.PACKED, operation.procedure(), 0);
                    return body;
                },
                body -> encoding.unpackArguments(new Unpacker(body)));
        Codec<Reply> answers = Codec.of(
                reply -> {
                    throw new UnsupportedOperationException("a caller does not answer");
                },
                body -> decode(encoding, body, arguments));
        CallOptions defaults = call.config().defaults();
        return call.procedure(operation.procedure(), question, answers)
                .comparing(Reply::isSame)
                .with(operation.idempotent() ? defaults.withIdempotent(true) : defaults);
    }

    private static Reply decode(Encoding encoding, byte[] body, @Nullable Object[] arguments) {
        try {
            return encoding.unpackReply(body, arguments);
        } catch (StackOverflowError | LinkageError e) {
            // It is the answer's fault, not that of the thread that serves the connection.
            throw new IllegalArgumentException("it is nested too deeply, or its classes do not load: " + e, e);
        }
    }

    /** The answer is agreed on: fills the caller's arrays, and gives or throws what came of it. */
    private @Nullable Object settle(Operation operation, Reply reply, @Nullable Object[] arguments) throws Exception {
        int next = 0;
        if (reply.thrown() == null) {
            for (int i = 0; i < arguments.length; i++) {
                if (operation.arguments().get(i).comesBack()) {
                    Object filled = reply.arrays().get(next++);
                    if (filled != null) {
                        System.arraycopy(filled, 0, Objects.requireNonNull(arguments[i]), 0, Array.getLength(filled));
                    }
                }
            }
        }
        tracer.on(CallStep.RETURNED, operation.procedure(), 0);
        if (reply.thrown() != null) {
            reply.thrown().fillInStackTrace();
            throw reply.thrown();
        }
        return reply.value();
    }
}
