package dev.dunlin.transport.netty;

import dev.dunlin.environment.VirtualThreads;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.netty.NettyTransport.Endpoint;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The threads that serve one listener's connections. Safe for use by any thread. */
interface Crew {

    /** Whose socket listens. */
    EventLoopGroup accepting();

    /** The event loop for one more connection, which is given back. There is always one while the mode's bound holds. */
    EventLoop take();

    /** A connection has ended. */
    void giveBack(EventLoop loop);

    /** Where what comes over a connection of an event loop is taken. */
    Turn turn(EventLoop loop);

    /** No more connections come, and all have ended. */
    void dismiss();

    /**
     * The crew for a mode.
     *
     * @throws IllegalArgumentException if this JVM cannot have it
     */
    static Crew of(ServerMode mode, Endpoint endpoint) {
        EventLoops loops = endpoint.loops();
        return switch (mode.threads()) {
            case ONE -> new Shared(loops.one(), Turn.OnLoop::new);
            case POOL -> new Pool(loops, mode.workers());
            case LOOPS -> new Shared(loops.group(), Turn.OnLoop::new);
            case LOOPS_AND_WORKERS ->
                new Shared(
                        loops.group(), endpoint.speech().isOwn() ? inTurn(workers(mode.workers())) : Turn.OnLoop::new);
            case VIRTUAL -> new Shared(loops.group(), inTurn(VirtualThreads.executor()));
        };
    }

    private static Function<EventLoop, Turn> inTurn(Executor threads) {
        return loop -> new SerialTurn(threads);
    }

    /** Threads that go when they have had nothing to do for a while. Their queue holds each connection once at most. */
    private static Executor workers(int count) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("dunlin-worker", true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * Event loops that are shared with others.
     *
     * @param accepting the event loops
     * @param turns where what comes is taken
     */
    record Shared(EventLoopGroup accepting, Function<EventLoop, Turn> turns) implements Crew {

        @Override
        public EventLoop take() {
            return accepting.next();
        }

        @Override
        public void giveBack(EventLoop loop) {}

        @Override
        public Turn turn(EventLoop loop) {
            return turns.apply(loop);
        }

        @Override
        public void dismiss() {}
    }

    /** Event loops of this listener's own, each for one connection at a time: a worker waits for its client alone. */
    final class Pool implements Crew {

        private final EventLoopGroup accepting;
        private final EventLoopGroup workers;
        private final ArrayDeque<EventLoop> free = new ArrayDeque<>();

        Pool(EventLoops loops, int count) {
            accepting = loops.group();
            workers = loops.pool(count);
            workers.forEach(worker -> free.add((EventLoop) worker));
        }

        @Override
        public EventLoopGroup accepting() {
            return accepting;
        }

        @Override
        public synchronized EventLoop take() {
            return free.remove();
        }

        @Override
        public synchronized void giveBack(EventLoop loop) {
            free.addFirst(loop);
        }

        @Override
        public Turn turn(EventLoop loop) {
            return new Turn.OnLoop(loop);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // daemons: nobody waits for them
        public void dismiss() {
            workers.shutdownGracefully(0, 10, TimeUnit.SECONDS);
        }
    }
}
