package dev.dunlin.tidy.sample.shows;

import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;

/** Shows foreign and hidden types in four ways, for {@code ArchitectureTest} to find, and one that users cannot see. */
public final class Shows {
    public final Assertions field;

    private final Assertions unseen;

    Shows(Assertions field) {
        this.field = field;
        this.unseen = field;
    }

    public List<? extends Supplier<Assertions[]>> generic() {
        return List.of(() -> new Assertions[] {unseen});
    }

    public Hidden hidden() {
        return new Hidden();
    }

    /** Extends what is not ours. */
    public abstract static class Extended extends Assertions {}

    static final class Hidden {}
}
