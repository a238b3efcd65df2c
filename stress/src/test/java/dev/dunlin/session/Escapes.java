package dev.dunlin.session;

import dev.dunlin.DunlinException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What was caught at the last moment, and only shows in the log: an exception that escaped those who should know of it. */
public final class Escapes extends Handler {

    private final Logger logger;
    private final Queue<LogRecord> escaped = new ConcurrentLinkedQueue<>();

    private Escapes(Logger logger) {
        this.logger = logger;
    }

    /** Watches a logger and those below it, and keeps them from the console. */
    public static Escapes watched(String name) {
        Logger logger = Logger.getLogger(name);
        Escapes escapes = new Escapes(logger);
        logger.setUseParentHandlers(false);
        logger.addHandler(escapes);
        return escapes;
    }

    @Override
    public void publish(LogRecord record) {
        Throwable thrown = record.getThrown();
        boolean expected = thrown == null || thrown instanceof DunlinException;
        if (!expected || record.getLevel().intValue() >= Level.SEVERE.intValue()) {
            escaped.add(record);
        }
    }

    /**
     * Fails if anything has escaped.
     *
     * @throws AssertionError with the first that has
     */
    public void check() {
        LogRecord first = escaped.poll();
        if (first != null) {
            escaped.clear();
            throw new AssertionError(logger.getName() + " logged: " + first.getMessage(), first.getThrown());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
