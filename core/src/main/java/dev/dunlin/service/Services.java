package dev.dunlin.service;

import dev.dunlin.call.Replica;
import dev.dunlin.call.ReplicatedCall;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Calls replicas by a Java interface, and has them carry its methods out.
 *
 * {@snippet :
 * public interface Files {
 *     int read(int fd, @Out byte[] buf, int nbytes) throws IOException;
 * }
 *
 * Replica replica = Replica.builder().with(Services.server(Files.class, new DiskFiles())).build();
 *
 * Files files = Services.client(Files.class, call);
 * int count = files.read(fd, buf, nbytes);
 * }
 *
 * <p>Each method is a procedure, named by the interface and its parameters, as {@code org.x.Files.read(int,byte[],int)}. So
 * interfaces may differ between caller and replica: what both have can be called, and a replica that lacks a method is a dissenter
 * with {@link dev.dunlin.call.Failure#UNKNOWN_PROCEDURE}.
 *
 * <ul>
 *   <li>A method blocks until the replicas have agreed, or throws what {@link dev.dunlin.call.Procedure#call} throws. One that
 *       gives a {@code CompletionStage} or {@code CompletableFuture} does not block, and cancelling the future withdraws the call; what is chained
 *       to it may run on threads that serve connections. At the replica such a method is called on the thread that serves the
 *       connection, and must not block; every other may.
 *   <li>The exceptions that a method declares are answers like others: replicas agree on them, and the caller is thrown one of the same
 *       class. A subclass travels as the most special class that is declared, or that a declared sealed class permits.
 *       Its message and what its constructor's parameters are named after travel; its cause does not. What is not declared is a
 *       failure of the replica, {@link dev.dunlin.call.Failure#HANDLER_FAILED}.
 *   <li>Default methods run at the caller. {@code equals}, {@code hashCode} and {@code toString} are those of the stub.
 *   <li>{@link Idempotent} and {@link OneWay} say how a method is called; {@link Out} and {@link InOut} which arrays it fills.
 *   <li>Type variables, streams and what no {@link Values} can encode are refused when the stub is made.
 * </ul>
 */
public final class Services {

    private Services() {}

    /**
     * An object that calls the replicas, with the values on the class and module path. Safe for use by any thread.
     *
     * @param service the interface: public in an exported package, or in one that is open to {@code dev.dunlin.core}
     * @param call the replicas, and how they are called
     * @throws IllegalArgumentException if a method cannot be called at a distance; names it and the mend
     */
    public static <T> T client(Class<T> service, ReplicatedCall call) {
        ServiceShape shape = ServiceShape.of(service);
        return ClientStub.of(service, shape, Objects.requireNonNull(call, "call"), InstalledValues.all());
    }

    /**
     * As {@link #client(Class, ReplicatedCall)}, with values of one's own.
     *
     * @param values encodes arguments and results
     */
    public static <T> T client(Class<T> service, ReplicatedCall call, Values values) {
        ServiceShape shape = ServiceShape.of(service);
        List<Values> used = List.of(InstalledValues.checked(values));
        return ClientStub.of(service, shape, Objects.requireNonNull(call, "call"), used);
    }

    /**
     * The methods of a service as the handlers of a replica, for {@link Replica.Builder#with}, with the values on the class and
     * module path.
     *
     * @param service the interface: public in an exported package, or in one that is open to {@code dev.dunlin.core}
     * @param implementation carries them out; called by several threads at once
     * @throws IllegalArgumentException if a method cannot be called at a distance; names it and the mend
     */
    public static <T> Consumer<Replica.Builder> server(Class<T> service, T implementation) {
        return ServerStub.of(ServiceShape.of(service), checked(service, implementation), InstalledValues.all());
    }

    /**
     * As {@link #server(Class, Object)}, with values of one's own.
     *
     * @param values encodes arguments and results
     */
    public static <T> Consumer<Replica.Builder> server(Class<T> service, T implementation, Values values) {
        List<Values> used = List.of(InstalledValues.checked(values));
        return ServerStub.of(ServiceShape.of(service), checked(service, implementation), used);
    }

    private static Object checked(Class<?> service, Object implementation) {
        if (!service.isInstance(Objects.requireNonNull(implementation, "implementation"))) {
            throw new IllegalArgumentException(
                    implementation.getClass().getName() + ": does not implement " + service.getName());
        }
        return implementation;
    }
}
