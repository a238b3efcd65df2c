package dev.dunlin.criu.crac;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Tells resources, those that registered last first, and after the freezing in the order of registration. Each is told,
 * whatever the others throw. A resource is held weakly: it lives as long as its owner holds it.
 *
 * <p>Safe for use by any thread. While it tells, resources may register: they are told from the next time on.
 */
public final class Context implements Resource {

    /** They only carry what others threw, in whichever library. */
    private static final Set<String> CARRIERS = Set.of("org.crac.CheckpointException", "org.crac.RestoreException");

    private final List<WeakReference<Resource>> resources = new ArrayList<>();
    private List<Resource> told = List.of();
    private long registrations;

    /** One call of a resource. */
    private interface Notice {
        void give(Resource resource) throws Exception;
    }

    /** Creates one without resources. It is itself a resource, and may be registered with another. */
    public Context() {}

    /**
     * Registers a resource; one that is registered already moves to the end.
     *
     * @param resource who is to be told
     */
    public synchronized void register(Resource resource) {
        Objects.requireNonNull(resource, "resource");
        resources.removeIf(known -> known.refersTo(resource) || known.refersTo(null));
        resources.add(new WeakReference<>(resource));
        registrations++;
    }

    /** How many calls of {@link #register} there were. */
    synchronized long registrations() {
        return registrations;
    }

    /**
     * Tells all that the process is about to be frozen.
     *
     * @throws CheckpointException if any is not ready, when all have been told
     */
    @Override
    public void beforeCheckpoint(Context context) throws CheckpointException {
        List<Resource> reversed = new ArrayList<>(living());
        Collections.reverse(reversed);
        CheckpointException failure = new CheckpointException();
        tell(reversed, resource -> resource.beforeCheckpoint(this), failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    /**
     * Tells all that were told before that the process goes on.
     *
     * @throws RestoreException if any does not come back, when all have been told
     */
    @Override
    public void afterRestore(Context context) throws RestoreException {
        RestoreException failure = new RestoreException();
        tell(leaving(), resource -> resource.afterRestore(this), failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private synchronized List<Resource> living() {
        List<Resource> living = new ArrayList<>();
        for (WeakReference<Resource> reference : resources) {
            Resource resource = reference.get();
            if (resource != null) {
                living.add(resource);
            }
        }
        told = living;
        return living;
    }

    private synchronized List<Resource> leaving() {
        List<Resource> leaving = told;
        told = List.of();
        return leaving;
    }

    private static void tell(List<Resource> resources, Notice notice, Exception failure) {
        for (Resource resource : resources) {
            try {
                notice.give(resource);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure.addSuppressed(e);
            } catch (Throwable e) {
                // An error as well: the next one has closed something, and must open it again.
                carried(e).forEach(failure::addSuppressed);
            }
        }
    }

    /** What a nested context passes on is what its resources threw. */
    private static List<Throwable> carried(Throwable e) {
        boolean carrier = e instanceof CheckpointException
                || e instanceof RestoreException
                || CARRIERS.contains(e.getClass().getName());
        return carrier && e.getSuppressed().length > 0 ? List.of(e.getSuppressed()) : List.of(e);
    }
}
