package dev.dunlin.criu;

import dev.dunlin.checkpoint.Target;
import dev.dunlin.checkpoint.Target.Container;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at what a target uses, again and again, while it is frozen and thawed: of a container its control group, of a
 * process itself and its living descendants. Safe for use by any thread; one of its own looks, until it is closed.
 */
public final class UsageWatch implements AutoCloseable {

    private static final int MOST_SAMPLES = 100_000;

    private final CriuConfig config;
    private final Target target;
    private final long pauseNanos;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread;
    private String stage;
    private long pid;
    private volatile boolean closed;

    private record Sample(String stage, long nanos, Usage usage) {}

    /**
     * What was seen in one stage.
     *
     * @param name of the stage
     * @param samples how often one looked and it was there
     * @param cpuPercent processor time in a hundred of the time that passed; more than 100 with several processors
     * @param most the most memory and processes; the rest as at the end of the stage
     */
    public record Stage(String name, int samples, double cpuPercent, Usage most) {}

    /**
     * Begins to look.
     *
     * @param config how engines are called
     * @param target what to look at
     * @param stage what the first stage is called
     * @param pause between two looks, positive
     */
    public UsageWatch(CriuConfig config, Target target, String stage, Duration pause) {
        this.config = config;
        this.target = target;
        this.stage = stage;
        this.pauseNanos = pause.toNanos();
        if (pauseNanos <= 0) {
            throw new IllegalArgumentException("pause=" + pause + ": must be positive");
        }
        this.thread = new Thread(this::run, "dunlin-usage");
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins another stage. */
    public void stage(String name) {
        look();
        synchronized (samples) {
            stage = name;
        }
        look();
    }

    /** What was seen so far, stage by stage; a stage in which the target was never there is left out. */
    public List<Stage> stages() {
        List<Sample> seen;
        synchronized (samples) {
            seen = List.copyOf(samples);
        }
        List<Stage> stages = new ArrayList<>();
        for (int from = 0; from < seen.size(); ) {
            int to = from;
            while (to < seen.size() && seen.get(to).stage.equals(seen.get(from).stage)) {
                to++;
            }
            stages.add(sum(seen.subList(from, to)));
            from = to;
        }
        return stages;
    }

    /** Looks once more, and never again. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(1));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            look();
            LockSupport.parkNanos(pauseNanos);
        }
        look();
    }

    private void look() {
        synchronized (samples) {
            Optional<Usage> usage = used();
            if (usage.isEmpty()) {
                pid = find();
                usage = used();
            }
            if (samples.size() < MOST_SAMPLES) {
                usage.ifPresent(used -> samples.add(new Sample(stage, System.nanoTime(), used)));
            }
        }
    }

    private Optional<Usage> used() {
        if (pid == 0) {
            return Optional.empty();
        }
        return target instanceof Container ? CgroupFiles.of(pid).usage() : TreeFiles.usage(pid);
    }

    /** A container has another process after a restore. */
    private long find() {
        if (target instanceof Container container) {
            return new EngineCommands(config, container)
                    .state()
                    .filter(EngineCommands.State::runs)
                    .map(EngineCommands.State::pid)
                    .orElse(0L);
        }
        return ((Target.ProcessTree) target).pid();
    }

    private static Stage sum(List<Sample> samples) {
        Sample first = samples.get(0);
        Sample last = samples.get(samples.size() - 1);
        long wall = last.nanos - first.nanos;
        Duration cpu = last.usage.cpu().minus(first.usage.cpu());
        // After a restore the group is a new one, and counts from nothing.
        double percent = wall <= 0 || cpu.isNegative() ? 0 : 100.0 * cpu.toNanos() / wall;
        long memory = samples.stream()
                .mapToLong(each -> each.usage.memoryBytes())
                .max()
                .orElse(0);
        long processes =
                samples.stream().mapToLong(each -> each.usage.processes()).max().orElse(0);
        Usage end = last.usage;
        return new Stage(
                first.stage,
                samples.size(),
                percent,
                new Usage(
                        end.cpu(),
                        memory,
                        end.receivedBytes(),
                        end.sentBytes(),
                        end.readBytes(),
                        end.writtenBytes(),
                        processes));
    }
}
