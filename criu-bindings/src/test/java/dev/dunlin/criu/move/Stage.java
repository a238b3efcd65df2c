package dev.dunlin.criu.move;

import dev.dunlin.DunlinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process that is none: what is asked for of it is written down. Safe for use by any thread. */
final class Stage {

    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    volatile @Nullable DunlinException failure;
    private final Path sent;

    Stage(Path sent) {
        this.sent = sent;
    }

    private void requireSame(Path received) {
        try (var files = Files.list(sent)) {
            for (Path file : files.toList()) {
                if (Files.mismatch(file, received.resolve(sent.relativize(file))) >= 0) {
                    throw new AssertionError(file + " is not what has come");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of it that is left. */
    Freeze freeze() {
        return new Freeze() {
            @Override
            public void prepare() {
                events.add("ready");
            }

            @Override
            public void begin() {
                events.add("stopped");
            }

            @Override
            public boolean dumped() {
                return true;
            }

            @Override
            public Map<String, String> options() {
                return Map.of();
            }

            @Override
            public void decide() {
                events.add("decided");
            }

            @Override
            public void commit() {
                events.add("ended here");
            }

            @Override
            public void back() {
                events.add("runs on here");
            }

            @Override
            public void leave() {
                events.add("in doubt");
            }

            @Override
            public void close() {}
        };
    }

    /** The end of it that is gone to. */
    Thaw thaw(Path received) {
        return new Thaw() {
            @Override
            public void prepare(Map<String, String> facts) {}

            @Override
            public void remember(Map<String, String> facts) {}

            @Override
            public Map<String, Long> restore(Map<String, String> options) {
                if (failure != null) {
                    throw failure;
                }
                requireSame(received);
                events.add("held there");
                return Map.of("restore", 1L);
            }

            @Override
            public void whenOver(Runnable action) {
                action.run();
            }

            @Override
            public void run() {
                events.add("runs there");
            }

            @Override
            public void drop(boolean begun) {
                events.add("dropped there");
            }
        };
    }
}
