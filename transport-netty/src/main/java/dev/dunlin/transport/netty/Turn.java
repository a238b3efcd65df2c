package dev.dunlin.transport.netty;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;

/**
 * Where what comes over a connection is taken: runs tasks one at a time, in order, each happening before the next. {@link
 * #execute} is for any thread, and never runs the task at once.
 */
interface Turn extends Executor {

    /** Whether the calling thread is in one of these tasks. */
    boolean isCurrent();

    /** Whether that is the event loop, so that no task needs to be handed over. */
    boolean isLoop();

    /** The event loop itself. */
    record OnLoop(EventLoop loop) implements Turn {

        @Override
        public void execute(Runnable task) {
            loop.execute(task);
        }

        @Override
        public boolean isCurrent() {
            return loop.inEventLoop();
        }

        @Override
        public boolean isLoop() {
            return true;
        }
    }
}
