package dev.dunlin.contracts;

import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Receiver;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what a connection's receiver is told, and whether it was told as it should be. Safe for use by any thread. */
public final class RecordingReceiver implements Receiver {

    private final World world;
    private final Connection connection;
    private final ConcurrentLinkedQueue<Frame> frames = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicInteger writables = new AtomicInteger();
    private final List<Closed> ends = new CopyOnWriteArrayList<>();
    private final List<String> overlaps = new CopyOnWriteArrayList<>();
    private final List<String> afterTheEnd = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable String> inside = new AtomicReference<>();
    private volatile int pausedAfter = -1;
    private volatile Consumer<Frame> onEach = frame -> {};

    RecordingReceiver(World world, Connection connection) {
        this.world = world;
        this.connection = connection;
    }

    /** The connection that it is told about. */
    public Connection connection() {
        return connection;
    }

    /** What to do with each frame from now on, after it was kept. */
    public void onEach(Consumer<Frame> action) {
        onEach = action;
    }

    /** What has come. */
    public List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** How many frames had come when it was last told of a pause; -1 if it never was. */
    public int pausedAfter() {
        return pausedAfter;
    }

    /** How often it was told that the connection is writable again. */
    public int writables() {
        return writables.get();
    }

    /** How often {@link #task()} has run. */
    public int tasks() {
        return tasks.get();
    }

    /** What it was told of the end: one at most. */
    public List<Closed> ends() {
        return ends;
    }

    /** Calls that came while another had not returned; there should be none. */
    public List<String> overlaps() {
        return overlaps;
    }

    /** Calls that came after the end; there should be none. */
    public List<String> afterTheEnd() {
        return afterTheEnd;
    }

    /**
     * Waits until so many frames have come.
     *
     * @return all that have come
     */
    public List<Frame> awaitFrames(int wanted) {
        world.await(wanted + " frames have come", () -> count.get() >= wanted || !ends.isEmpty());
        if (count.get() < wanted) {
            throw new AssertionError("ended with " + ends + " after " + count.get() + " frames, expected " + wanted);
        }
        return frames();
    }

    /** Waits for the end. */
    public Closed awaitClosed() {
        world.await("the connection has ended", () -> !ends.isEmpty());
        return ends.get(0);
    }

    /** Does nothing, where calls are made. */
    public void task() {
        alone("task", tasks::incrementAndGet);
    }

    @Override
    public void onFrame(Frame frame) {
        alone("onFrame", () -> {
            frames.add(frame);
            count.incrementAndGet();
            onEach.accept(frame);
        });
    }

    @Override
    public void onPause() {
        alone("onPause", () -> pausedAfter = count.get());
    }

    @Override
    public void onWritable() {
        alone("onWritable", writables::incrementAndGet);
    }

    @Override
    public void onClosed(Closed how) {
        alone("onClosed", () -> {});
        ends.add(how);
        world.pulse();
    }

    private void alone(String call, Runnable body) {
        if (!ends.isEmpty() && !call.equals("task")) {
            afterTheEnd.add(call);
        }
        String before = inside.getAndSet(call);
        if (before != null) {
            overlaps.add(call + " during " + before);
        }
        try {
            body.run();
        } finally {
            inside.set(null);
            world.pulse();
        }
    }
}
