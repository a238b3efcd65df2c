package dev.dunlin.transport.inmemory;

import dev.dunlin.environment.Duty;
import dev.dunlin.environment.Environment;
import dev.dunlin.environment.Worker;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Calls the receivers of all connection ends of one environment, an end at a time: one worker for them all.
 *
 * <p>Frames here pass by reference, so what an end does in a turn is what its receiver does, and that may not block: one
 * thread is enough, keeps both ends of a connection in one cache, and sleeps while nothing comes. The worker lives as long
 * as its environment: ends come and go, and tasks given to an end that has closed are still run.
 */
final class Loop implements Duty {

    /** How many turns a step gives, so that a virtual world is not held up. */
    private static final int TURNS = 64;

    private static final Map<Environment, WeakReference<Loop>> LOOPS = new WeakHashMap<>();

    /** Ends that have something to do; each is in it at most once, which bounds it. */
    private final MpscUnboundedVarHandleArrayQueue<End> ready = new MpscUnboundedVarHandleArrayQueue<>(64);

    private final Worker worker;
    private boolean stepping;

    private Loop(Environment environment) {
        this.worker = environment.startWorker("dunlin-inmem", this);
    }

    /** The loop of an environment: the same for all transports, as long as somebody uses it. */
    static Loop of(Environment environment) {
        synchronized (LOOPS) {
            WeakReference<Loop> known = LOOPS.get(environment);
            @Nullable Loop loop = known == null ? null : known.get();
            if (loop == null) {
                loop = new Loop(environment);
                LOOPS.put(environment, new WeakReference<>(loop));
            }
            return loop;
        }
    }

    /** Gives an end a turn, soon. Called by whoever has marked it as scheduled. */
    void schedule(End end) {
        ready.offer(end);
        worker.wake();
    }

    /**
     * Does nothing when it is called from within itself: code that waits inside a receiver would see the world go on in a
     * virtual environment, and stand still for ever in a real one.
     */
    @Override
    public int step() {
        if (stepping) {
            return 0;
        }
        stepping = true;
        try {
            int turns = 0;
            for (End end = ready.poll(); end != null; end = ready.poll()) {
                end.turn();
                if (++turns == TURNS) {
                    break;
                }
            }
            return turns;
        } finally {
            stepping = false;
        }
    }

    @Override
    public boolean settle() {
        return stepping || ready.isEmpty();
    }
}
