package dev.dunlin.criu.self;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** The world as it is. */
final class World implements Vigil.Eyes {

    @Override
    public Life life() throws IOException {
        return Life.now();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public boolean runs(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public void end(long pid) {
        ProcessHandle.of(pid).ifPresent(outside -> {
            List<ProcessHandle> started = outside.descendants().toList();
            outside.destroyForcibly();
            started.forEach(ProcessHandle::destroyForcibly);
        });
    }
}
