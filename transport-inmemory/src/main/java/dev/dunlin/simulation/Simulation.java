package dev.dunlin.simulation;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.datagram.ReliableTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hosts, a network between them, and a time of their own, all on one thread and all decided by a seed: the same seed and the
 * same scenario give the same run, event by event.
 *
 * <pre>{@code
 * Simulation simulation = Simulation.seed(42);
 * simulation.host("station", host -> ReplicaServer.serve(replica(host), ServerConfig.builder()
 *         .address(host.address(7400))));
 * Host gull = simulation.host("gull");
 * simulation.network().add(NetworkRule.loss(0.2));
 * ...
 * simulation.runFor(Duration.ofHours(1));
 * }</pre>
 *
 * <p>What runs on a host takes time, threads, timers and chance from {@link Host#environment()}, and reaches others by
 * addresses {@code sim://name:port}; the broker, its server, sessions and replicated calls do so as they are. Code between two
 * runs, such as a test's, belongs to no host, may wait and may look at everything.
 *
 * <p>For one thread: that which made it. Another that touches it meets a {@link SimulationException}, and
 * so does the run that it touched.
 */
public final class Simulation {

    private final SimulationConfig config;
    private final Timeline timeline;
    private final Tracer tracer;
    private final Network network;
    private final ReliableTransport datagrams = new ReliableTransport(new SimulatedDatagrams(this));
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Map<String, Boolean> sometimes = new LinkedHashMap<>();

    private Simulation(SimulationConfig config) {
        this.config = config;
        this.timeline = new Timeline(
                config.seed(), config.maxEvents(), config.maxVirtualTime().toNanos());
        this.tracer = new Tracer(config.maxTraceEvents());
        this.network = new Network(this, timeline.random.split());
    }

    /** A simulation with defaults. */
    public static Simulation seed(long seed) {
        return of(SimulationConfig.seed(seed));
    }

    /** A simulation. */
    public static Simulation of(SimulationConfig config) {
        return new Simulation(Objects.requireNonNull(config, "config"));
    }

    /** What everything in it is drawn from. */
    public long seed() {
        return config.seed();
    }

    /** The host of that name; one that runs nothing by itself is added if there is none. */
    public Host host(String name) {
        Host known = hosts.get(name);
        return known != null ? known : add(name, null);
    }

    /**
     * Adds a host.
     *
     * @param name its name and address: letters, digits, dots and dashes
     * @param program what it runs, from now on and after each restart
     * @throws IllegalArgumentException if the name is taken, or malformed
     */
    public Host host(String name, Program program) {
        if (hosts.containsKey(name)) {
            throw new IllegalArgumentException("name=\"" + name + "\": there is a host of that name");
        }
        Host host = add(name, Objects.requireNonNull(program, "program"));
        host.boot();
        return host;
    }

    private Host add(String name, @Nullable Program program) {
        timeline.checkThread();
        if (!name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?")) {
            throw new IllegalArgumentException(
                    "name=\"" + name + "\": must be 1 to 63 letters, digits, dots and dashes, as in a host's name");
        }
        Host host = new Host(this, name, program);
        hosts.put(name, host);
        return host;
    }

    /** All hosts, in the order in which they were added. */
    public Collection<Host> hosts() {
        return Collections.unmodifiableCollection(hosts.values());
    }

    /** What lies between the hosts. */
    public Network network() {
        return network;
    }

    /** Mends all that was broken on purpose, but for crashed hosts: ends partitions, rules, pauses and stalls. */
    public void mend() {
        network.heal();
        network.clearRules();
        hosts.values().forEach(Host::resume);
    }

    /** How much time has passed here. */
    public Duration elapsed() {
        return Duration.ofNanos(timeline.nowNanos());
    }

    /** What a clock that is right shows. */
    public Instant now() {
        return config.start().plus(elapsed());
    }

    /** How many events have happened. */
    public long events() {
        return timeline.count();
    }

    /**
     * Lets something happen at a time, on no host.
     *
     * @param at since the simulation's start; now, if that is past
     */
    public void at(Duration at, Runnable action) {
        timeline.at(at.toNanos(), (Life) null, action);
    }

    /** Lets time pass, and all happen that is due. */
    public void runFor(Duration span) {
        if (span.isNegative()) {
            throw new IllegalArgumentException("span=" + span + ": time does not run backwards");
        }
        long end = Timeline.plus(timeline.nowNanos(), span.toNanos());
        run(end, () -> false);
        moveTo(end);
    }

    /**
     * Lets time pass until a condition holds.
     *
     * @param limit how long at most; not negative
     * @return whether it holds
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("limit=" + limit + ": time does not run backwards");
        }
        if (condition.getAsBoolean()) {
            return true;
        }
        long end = Timeline.plus(timeline.nowNanos(), limit.toNanos());
        run(end, condition);
        if (condition.getAsBoolean()) {
            return true;
        }
        moveTo(end);
        return condition.getAsBoolean();
    }

    /**
     * Waits for a stage while time passes.
     *
     * @throws DunlinException TIMED_OUT if it is not complete after the timeout
     * @throws java.util.concurrent.CompletionException if it failed, with the cause
     */
    public <T> T await(CompletionStage<T> stage, Duration timeout) {
        return await(null, stage, timeout.toNanos());
    }

    <T> T await(@Nullable Life life, CompletionStage<T> stage, long timeoutNanos) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (future.isDone()) {
            return future.join();
        }
        Event running = timeline.running();
        if (running != null && !running.mayWait) {
            throw new BlockedException(
                    "host \"" + (life == null ? "none" : life.host.name())
                            + "\" waits where nobody may: in a timer, a worker's step or a receiver. Wait in a task given to"
                            + " the environment's executor, in a host's program or outside the run, or chain on the stage",
                    new Throwable("waited here"));
        }
        long end = Timeline.plus(timeline.nowNanos(), timeoutNanos);
        Life mine = running == null ? null : life;
        run(end, () -> future.isDone() || hasEnded(mine));
        if (hasEnded(mine)) {
            throw new LifeEnded();
        }
        if (!future.isDone()) {
            if (end != Long.MAX_VALUE) {
                moveTo(end);
            }
            throw new DunlinException(
                    Reason.TIMED_OUT, "nothing that happens until " + now() + " completes the stage" + tracer.tail());
        }
        return future.join();
    }

    private static boolean hasEnded(@Nullable Life life) {
        return life != null && !life.alive;
    }

    private void run(long end, BooleanSupplier condition) {
        timeline.checkThread();
        try (Watchdog.Watch watch = Watchdog.watch(this)) {
            do {
                watch.tick();
                timeline.checkUntouched();
            } while (timeline.step(end) && !condition.getAsBoolean());
            watch.check();
            timeline.checkUntouched();
        } catch (SimulationException e) {
            throw placed(e);
        }
    }

    private void moveTo(long end) {
        try {
            timeline.moveTo(end);
        } catch (SimulationException e) {
            throw placed(e);
        }
    }

    private SimulationException placed(SimulationException e) {
        return e.isPlaced() ? e : e.placed("seed=" + seed() + ", " + elapsed(), tracer.tail());
    }

    /** Throws if another thread has touched it: what the run has shown is not to be relied upon. */
    void checkUntouched() {
        try {
            timeline.checkUntouched();
        } catch (SimulationException e) {
            throw placed(e);
        }
    }

    /** Adds a line to the trace, and to its hash. */
    public void note(String text) {
        note("-", text);
    }

    void note(String host, String text) {
        timeline.checkThread();
        tracer.note(timeline.nowNanos(), host, text);
    }

    /**
     * Says that a path should be taken in some run, and whether it was here. What holds in no run of many is a check that
     * checks nothing: {@link Seeds} and the JUnit extension fail then.
     *
     * @param what the path in words
     */
    public void sometimes(String what, boolean holds) {
        sometimes.merge(what, holds, Boolean::logicalOr);
    }

    /** What {@link #sometimes} was told, by its words. */
    public Map<String, Boolean> sometimes() {
        return Collections.unmodifiableMap(sometimes);
    }

    /** What happened so far. */
    public Trace trace() {
        return tracer.trace();
    }

    /** The hash of all that happened so far: the same seed and the same scenario give the same. */
    public String hash() {
        return tracer.hash();
    }

    /** What makes connections of this simulation's packets: tells how many were sent again, and dropped for what. */
    public ReliableTransport datagrams() {
        return datagrams;
    }

    long startMillis() {
        return config.start().toEpochMilli();
    }

    Timeline timeline() {
        return timeline;
    }

    /** The last lines of the trace. */
    String tail() {
        return tracer.tail();
    }

    Tracer tracer() {
        return tracer;
    }

    boolean hasHost(String name) {
        return hosts.containsKey(name);
    }

    List<String> hostNames() {
        return List.copyOf(hosts.keySet());
    }

    void checkKnown(String name) {
        Host unused = known(name);
    }

    /** The host of that name. */
    Host known(String name) {
        Host host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException("host \"" + name + "\": the simulation has only " + hostNames());
        }
        return host;
    }
}
