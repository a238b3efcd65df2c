package dev.dunlin.simulation;

import dev.dunlin.environment.Environment;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A machine of a {@link Simulation}: an address, a clock, memory that a crash takes away. For the simulation's thread alone.
 */
public final class Host {

    private final Simulation simulation;
    private final String name;
    private final HostClock clock;
    private final @Nullable Program program;
    private Life life = new Life(this);
    private Environment environment;
    private int lives = 1;
    private long stillSince;
    private boolean clockStandsStill;

    Host(Simulation simulation, String name, @Nullable Program program) {
        this.simulation = simulation;
        this.name = name;
        this.program = program;
        this.clock = new HostClock(simulation.timeline()::seenNanos, simulation.startMillis());
        this.environment = environmentOf(life);
    }

    /** Its name, which is its address. */
    public String name() {
        return name;
    }

    /**
     * Time, threads and chance of its present life. What holds on to the environment of a life that has ended does nothing
     * any more.
     */
    public Environment environment() {
        return environment;
    }

    /**
     * An address on this host, for streams.
     *
     * @param port 1 to 65535, or 0 to have one chosen when it is bound
     */
    public String address(int port) {
        return SimulatedTransport.SCHEME + "://" + name + ":" + port;
    }

    /**
     * An address on this host to which packets go, out of which connections are made.
     *
     * @param port as in {@link #address}
     */
    public String datagramAddress(int port) {
        return SimulatedDatagrams.SCHEME + "://" + name + ":" + port;
    }

    /** Whether it is running, or standing still; not crashed. */
    public boolean isUp() {
        return life.alive;
    }

    /** Adds a line to the trace, and to its hash. */
    public void note(String text) {
        simulation.note(name, text);
    }

    /**
     * Ends it as a power failure does: its memory is gone, and nobody is told. Peers find out by their own deadlines, or
     * when it is up again and knows nothing of them. Does nothing if it is down.
     */
    public void crash() {
        end("crash", false);
    }

    /**
     * Ends it as a killed process: its memory is gone, and its system tells the peers that the connections are gone. Does
     * nothing if it is down.
     */
    public void kill() {
        end("kill", true);
    }

    /** Starts it again, with nothing but its {@link Program}; ends it first, without a word, if it is up. */
    public void restart() {
        end("crash", false);
        life = new Life(this);
        lives++;
        environment = environmentOf(life);
        simulation.note(name, "restart");
        boot();
    }

    /**
     * Holds it as a checkpoint does, until {@link #resume()}: nothing runs, what arrives waits, its timers and {@code
     * nanos()} stand still; the wall clock goes on.
     */
    public void pause() {
        hold("pause", true);
    }

    /**
     * Holds it as a long collection of garbage does, or SIGSTOP: as {@link #pause()}, but its clocks go on, and all timers
     * that came due meanwhile run at {@link #resume()}.
     */
    public void stall() {
        hold("stall", false);
    }

    /** Lets it go on after {@link #pause()} or {@link #stall()}; does nothing otherwise. */
    public void resume() {
        simulation.timeline().checkThread();
        if (!life.still) {
            return;
        }
        life.still = false;
        simulation.note(name, "resume");
        if (clockStandsStill) {
            clock.sleep(simulation.timeline().nowNanos() - stillSince);
        }
        simulation.timeline().thaw(life);
    }

    /**
     * Sets how fast its clocks run.
     *
     * @param partsPerMillion how much faster than true time, in parts per million; negative for slower; between -500,000 and
     *     1,000,000
     */
    public void drift(double partsPerMillion) {
        checkDrift(partsPerMillion);
        simulation.note(name, "drift " + partsPerMillion);
        clock.drift(partsPerMillion);
    }

    static void checkDrift(double partsPerMillion) {
        if (!(partsPerMillion >= -500_000 && partsPerMillion <= 1_000_000)) {
            throw new IllegalArgumentException(
                    "partsPerMillion=" + partsPerMillion + ": must be between -500000 and 1000000");
        }
    }

    /**
     * Sets its wall clock forward or back, as an administrator does. Its {@code nanos()} do not notice.
     *
     * @param span how far; negative for back
     */
    public void jumpClock(Duration span) {
        simulation.note(name, "clock jumps " + span);
        clock.jump(span);
    }

    Life life() {
        return life;
    }

    void boot() {
        if (program == null) {
            return;
        }
        Life born = life;
        Event start = new Event(born, () -> start(program), true);
        simulation.timeline().at(simulation.timeline().nowNanos(), start);
    }

    private void start(Program what) {
        try {
            what.start(this);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new SimulationException("the program of host \"" + name + "\" failed: " + e, e);
        }
    }

    private void hold(String how, boolean clocksToo) {
        simulation.timeline().checkThread();
        if (life.still || !life.alive) {
            return;
        }
        life.still = true;
        clockStandsStill = clocksToo;
        stillSince = simulation.timeline().nowNanos();
        simulation.note(name, how);
        if (clocksToo) {
            simulation.timeline().freeze(life);
        }
    }

    private void end(String how, boolean told) {
        simulation.timeline().checkThread();
        if (!life.alive) {
            return;
        }
        simulation.note(name, how);
        life.still = false;
        Life ended = life;
        ended.alive = false;
        ended.held.clear();
        ended.frozen.clear();
        ended.listeners.clear();
        ended.sockets.clear();
        simulation.timeline().forget(ended);
        ended.ends.forEach(end -> end.vanish(told));
        ended.ends.clear();
    }

    private Environment environmentOf(Life of) {
        long seed = simulation.seed() * 31 + name.hashCode();
        return new HostEnvironment(simulation, of, clock, new SplittableRandom(seed * 1_000_003 + lives));
    }
}
