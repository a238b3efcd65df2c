package dev.dunlin.tidy.sample.two;

import dev.dunlin.tidy.sample.one.One;

/** The other half of a cycle. */
public final class Two {
    public One one() {
        return new One();
    }
}
