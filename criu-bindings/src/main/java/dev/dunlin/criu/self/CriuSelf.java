package dev.dunlin.criu.self;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.checkpoint.Continuation;
import dev.dunlin.checkpoint.Continuation.Restored;
import dev.dunlin.checkpoint.SelfCheckpointer;
import dev.dunlin.checkpoint.Verdict;
import dev.dunlin.criu.CheckpointException;
import dev.dunlin.criu.CheckpointFault;
import dev.dunlin.criu.CriuCheckpointer;
import dev.dunlin.criu.CriuConfig;
import dev.dunlin.criu.crac.Context;
import dev.dunlin.criu.crac.Core;
import dev.dunlin.criu.crac.RestoreException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Freezes this JVM with {@code criu}. Another JVM is started for it in a session of its own, for a second or two: it takes
 * this one's Java and this library's jars.
 *
 * <p>Resources that registered with {@link Core#getGlobalContext()}, or with {@code org.crac}, are told. For the latter, start
 * the JVM with {@code -Dorg.crac.Core.Compat=dev.dunlin.criu.crac}, or create one of these before anything else uses
 * {@code org.crac}; a checkpoint is refused if neither was done and {@code org.crac} is there.
 *
 * <p>What is registered when a checkpoint begins decides; threads of this JVM run on while resources are told. Safe for use
 * by any thread.
 */
public final class CriuSelf implements SelfCheckpointer {

    /** Of the whole JVM, as there is one JVM to freeze. */
    private static final AtomicBoolean BUSY = new AtomicBoolean();

    private static volatile Optional<Restored> last = Optional.empty();

    private final Context context;
    private final Judge judge;
    private final Freezer freezer;

    /** Says whether. */
    interface Judge {
        Verdict verdict();
    }

    /** Does it. */
    interface Freezer {
        Continuation take(Path directory, Afterwards afterwards);
    }

    /** Creates one with the defaults of {@link CriuConfig#builder()}; also for {@link java.util.ServiceLoader}. */
    public CriuSelf() {
        this(CriuConfig.builder().build());
    }

    /**
     * Creates one.
     *
     * @param config how the tool is driven
     */
    public CriuSelf(CriuConfig config) {
        this(
                Core.getGlobalContext(),
                new SelfExamination(new CriuCheckpointer(Objects.requireNonNull(config, "config")))::verdict,
                new Departure(config)::take);
    }

    CriuSelf(Context context, Judge judge, Freezer freezer) {
        this.context = context;
        this.judge = judge;
        this.freezer = freezer;
        Core.hearsOrgCrac();
    }

    @Override
    public Verdict verdict() {
        return judge.verdict();
    }

    @Override
    public Optional<Restored> restored() {
        return last;
    }

    /**
     * {@inheritDoc}
     *
     * @throws CheckpointException with the cause, the mend and the log
     */
    @Override
    public Continuation checkpoint(Path directory, Afterwards afterwards) {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(afterwards, "afterwards");
        if (!BUSY.compareAndSet(false, true)) {
            throw new IllegalStateException("this process is being frozen already: ask again when that is done");
        }
        try {
            if (judge.verdict() instanceof Verdict.Refused refused) {
                throw refusal(refused);
            }
            return withResources(directory, afterwards);
        } finally {
            BUSY.set(false);
        }
    }

    private Continuation withResources(Path directory, Afterwards afterwards) {
        Continuation continuation;
        try {
            prepare();
            continuation = freezer.take(directory, afterwards);
        } catch (RuntimeException | Error e) {
            goOn().ifPresent(lost -> suppress(lost, e));
            throw e;
        }
        if (continuation instanceof Restored restored) {
            last = Optional.of(restored);
        }
        Optional<RestoreException> lost = goOn();
        if (lost.isPresent()) {
            throw carrying(CheckpointFault.RESOURCE_LOST, "resources did not come back; " + continuation, lost.get());
        }
        return continuation;
    }

    private void prepare() {
        try {
            context.beforeCheckpoint(context);
        } catch (dev.dunlin.criu.crac.CheckpointException e) {
            throw carrying(CheckpointFault.RESOURCE_REFUSED, "this process is not frozen", e);
        }
    }

    private Optional<RestoreException> goOn() {
        try {
            context.afterRestore(context);
            return Optional.empty();
        } catch (RestoreException e) {
            return Optional.of(e);
        }
    }

    private static CheckpointException carrying(CheckpointFault fault, String what, Exception carrier) {
        CheckpointException failure = new CheckpointException(fault, what + ": " + carrier.getSuppressed()[0]);
        suppress(carrier, failure);
        return failure;
    }

    private static void suppress(Exception carrier, Throwable failure) {
        for (Throwable e : carrier.getSuppressed()) {
            failure.addSuppressed(e);
        }
    }

    private static CheckpointException refusal(Verdict.Refused refused) {
        String what = refused.obstacles().stream()
                .map(finding -> finding.what() + " (" + finding.mend() + ")")
                .collect(Collectors.joining("; "));
        return new CheckpointException(CheckpointFault.REFUSED, "this process is not frozen: " + what);
    }
}
