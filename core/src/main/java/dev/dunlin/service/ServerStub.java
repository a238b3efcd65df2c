package dev.dunlin.service;

import dev.dunlin.call.CallStep;
import dev.dunlin.call.Failure;
import dev.dunlin.call.Replica;
import dev.dunlin.call.Request;
import dev.dunlin.call.RequestRefused;
import dev.dunlin.link.Waiting;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is done at a replica for one method of a service. Safe for use by any thread. */
final class ServerStub {

    private final Operation operation;
    private final Object implementation;
    private final Map<String, Encoding> encodings;

    private ServerStub(Operation operation, Object implementation, List<Encoding> encodings) {
        this.operation = operation;
        this.implementation = implementation;
        this.encodings = encodings.stream().collect(Collectors.toMap(Encoding::name, Function.identity()));
    }

    /** The handlers for all methods of a service. */
    static Consumer<Replica.Builder> of(ServiceShape shape, Object implementation, List<Values> values) {
        List<ServerStub> stubs = new ArrayList<>();
        Set<String> procedures = new HashSet<>();
        for (Operation operation : shape.operations().values()) {
            if (procedures.add(operation.procedure())) {
                stubs.add(new ServerStub(operation, implementation, InstalledValues.encodings(operation, values)));
            }
        }
        return builder -> stubs.forEach(stub -> stub.addTo(builder));
    }

    private void addTo(Replica.Builder builder) {
        if (operation.async()) {
            builder.asyncHandler(operation.procedure(), this::begin);
        } else {
            builder.handler(operation.procedure(), this::carryOut);
        }
    }

    private byte[] carryOut(Request request) throws Exception {
        Unpacker body = new Unpacker(request.body());
        Encoding encoding = encoding(body);
        @Nullable Object[] arguments = unpack(encoding, body, request);
        try {
            return returned(encoding, request, invoke(arguments), arguments);
        } catch (InvocationTargetException e) {
            return threw(encoding, request, Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    private CompletionStage<byte[]> begin(Request request) throws Exception {
        Unpacker body = new Unpacker(request.body());
        Encoding encoding = encoding(body);
        @Nullable Object[] arguments = unpack(encoding, body, request);
        CompletionStage<?> stage;
        try {
            stage = (CompletionStage<?>) invoke(arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            return CompletableFuture.completedFuture(threw(encoding, request, cause));
        }
        if (stage == null) {
            throw new IllegalStateException(operation.signature() + " gave null in the place of a stage");
        }
        return stage.handle((value, failure) -> {
            try {
                return failure == null
                        ? returned(encoding, request, value, arguments)
                        : threw(encoding, request, failure);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    private Encoding encoding(Unpacker body) {
        String name;
        try {
            name = Encoding.nameIn(body);
        } catch (IllegalArgumentException e) {
            throw new RequestRefused(Failure.BAD_REQUEST, "this is no call of a service: " + e.getMessage());
        }
        Encoding encoding = encodings.get(name);
        if (encoding == null) {
            throw new RequestRefused(
                    Failure.BAD_REQUEST,
                    "the arguments are written with \"" + name + "\", and here is " + encodings.keySet()
                            + ": add the codec to the class path of this replica, or have the caller use another");
        }
        return encoding;
    }

    private @Nullable Object[] unpack(Encoding encoding, Unpacker body, Request request) {
        @Nullable Object[] arguments;
        try {
            arguments = encoding.unpackArguments(body);
        } catch (RuntimeException | StackOverflowError e) {
            throw new RequestRefused(Failure.BAD_REQUEST, "the arguments do not decode: " + e);
        }
        request.passed(CallStep.UNPACKED);
        return arguments;
    }

    private @Nullable Object invoke(@Nullable Object[] arguments) throws InvocationTargetException {
        try {
            return operation.method().invoke(implementation, arguments);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(operation.signature() + " cannot be reached any more", e);
        }
    }

    private byte[] returned(Encoding encoding, Request request, @Nullable Object value, @Nullable Object[] arguments) {
        request.passed(CallStep.EXECUTED);
        byte[] body = encoding.packReturned(value, arguments);
        request.passed(CallStep.RESULT_PACKED);
        return body;
    }

    private static byte[] threw(Encoding encoding, Request request, Throwable thrown) throws Exception {
        Throwable cause = Objects.requireNonNull(Waiting.causeOf(thrown));
        byte[] body = cause instanceof RequestRefused ? null : encoding.packThrown(cause);
        if (body != null) {
            request.passed(CallStep.EXECUTED);
            request.passed(CallStep.RESULT_PACKED);
            return body;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw cause instanceof Exception exception ? exception : new IllegalStateException(cause);
    }
}
