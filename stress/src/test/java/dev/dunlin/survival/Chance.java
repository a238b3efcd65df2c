package dev.dunlin.survival;

import java.security.SecureRandom;
import java.util.Random;

/** What a test leaves to chance: another course in each build, which is said, and can be taken again. */
final class Chance {

    private Chance() {}

    /** Begins the numbers of one test, those that {@code -Ddunlin.seed} names if it does. */
    static Random of(Class<?> test) {
        long seed = Long.getLong("dunlin.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
        System.out.println(test.getSimpleName() + ": seed " + seed + "; again: ./mvnw -pl stress -am test -Dtest="
                + test.getSimpleName() + " -Dsurefire.failIfNoSpecifiedTests=false -Ddunlin.seed=" + seed);
        return new Random(seed);
    }
}
