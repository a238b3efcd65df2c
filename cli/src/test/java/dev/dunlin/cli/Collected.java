package dev.dunlin.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What a process has written so far, read by a thread of its own so that the process never waits. */
final class Collected {

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String name;
    private final InputStream source;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean ended;

    Collected(String name, InputStream source) {
        this.name = name;
        this.source = source;
        Thread thread = new Thread(this::read, name);
        thread.setDaemon(true);
        thread.start();
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Waits until what was written fulfils a condition. */
    synchronized void await(Predicate<String> condition) {
        awaitUntil(() -> condition.test(text()));
    }

    /** Waits until nothing more can come. */
    synchronized void awaitEnd() {
        awaitUntil(() -> ended);
    }

    private void awaitUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            long rest = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended) {
                throw new AssertionError("never; " + name + " in all: " + text());
            }
            if (rest <= 0) {
                throw new AssertionError("not within 30 s; " + name + " so far: " + text());
            }
            try {
                wait(rest);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }

    private void read() {
        byte[] piece = new byte[8_192];
        try {
            for (int length = source.read(piece); length >= 0; length = source.read(piece)) {
                add(piece, length);
            }
        } catch (IOException e) {
            // The test has closed it.
        } finally {
            end();
        }
    }

    private synchronized void add(byte[] piece, int length) {
        bytes.write(piece, 0, length);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }
}
