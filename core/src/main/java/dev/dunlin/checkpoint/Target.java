package dev.dunlin.checkpoint;

import java.util.Locale;
import java.util.Objects;

/** What is to be frozen. */
public sealed interface Target {

    /**
     * A process with all its descendants.
     *
     * @param pid its number, positive
     */
    record ProcessTree(long pid) implements Target {

        /** Checks that the number is positive. */
        public ProcessTree {
            if (pid <= 0) {
                throw new IllegalArgumentException("pid=" + pid + ": must be positive");
            }
        }

        /** As messages name it: {@code pid 4711}. */
        @Override
        public String toString() {
            return "pid " + pid;
        }
    }

    /**
     * A container.
     *
     * @param engine whose it is
     * @param name its name or id there; no engine gives one that begins with {@code -}
     */
    record Container(Engine engine, String name) implements Target {

        /** Checks that both are given. */
        public Container {
            Objects.requireNonNull(engine, "engine");
            if (name.isEmpty()) {
                throw new IllegalArgumentException("name=\"\": must not be empty");
            }
            if (name.startsWith("-")) {
                throw new IllegalArgumentException("name=" + name + ": must not begin with -, as options do");
            }
        }

        /** As the command line writes it: {@code podman:looper}. */
        @Override
        public String toString() {
            return engine.name().toLowerCase(Locale.ROOT) + ":" + name;
        }
    }

    /** What runs containers. */
    enum Engine {
        /** Docker's engine. */
        DOCKER,
        /** Podman. */
        PODMAN,
        /** The OCI runtime by itself. */
        RUNC
    }
}
