package dev.dunlin.tidy.sample.one;

import dev.dunlin.tidy.sample.two.Two;

/** One half of a cycle, for {@code ArchitectureTest} to find. */
public final class One {
    public Two two() {
        return new Two();
    }
}
