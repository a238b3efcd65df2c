package dev.dunlin.criu.move;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where root has not all capabilities, criu needs room in pipes for memory that follows: gives it, and takes it back. */
final class WidePipes implements AutoCloseable {

    private static final Map<String, String> WIDE =
            Map.of("pipe-user-pages-soft", "0", "pipe-max-size", Integer.toString(4 << 20));

    private final Map<String, String> before = new LinkedHashMap<>();

    WidePipes() {
        WIDE.forEach((name, value) -> before.put(name, set(name, value)));
    }

    private static String set(String name, String value) {
        try {
            String was = Long.toString(LazyPages.setting(name));
            Tool.must("", List.of("sysctl", "--quiet", "--write", "fs." + name + "=" + value));
            return was;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        before.forEach(WidePipes::set);
    }
}
