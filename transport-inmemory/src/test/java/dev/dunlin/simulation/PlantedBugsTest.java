package dev.dunlin.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plants bugs into copies of the shipped code, and has the drills find them. With {@code -Ddunlin.hunts=5} each is hunted five
 * times from other seeds, and a line of the table in {@code docs/simulation.md} is printed.
 */
class PlantedBugsTest {

    private static final int MOST_SEEDS = 1_000;
    private static final int HUNTS = Integer.getInteger("dunlin.hunts", 1);

    /** Kept, or its level is forgotten with it: what bugs make the sessions say is of no interest. */
    private static final Logger SESSIONS = Logger.getLogger("dev.dunlin");

    @BeforeAll
    static void beQuiet() {
        SESSIONS.setLevel(Level.OFF);
    }

    static Stream<Arguments> bugs() {
        return PlantedBug.ALL.stream().map(bug -> Arguments.of(bug.name(), bug));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void isFound(String name, PlantedBug bug) throws Exception {
        long[] seeds = new long[HUNTS];
        TreeSet<String> checkers = new TreeSet<>();
        for (int hunt = 0; hunt < HUNTS; hunt++) {
            String found = hunter(bug).apply(bug.drill().name(), new long[] {1 + 1_000_000L * hunt, MOST_SEEDS});
            assertThat(found).as("found within %d seeds: %s", MOST_SEEDS, name).isNotEmpty();
            seeds[hunt] = Long.parseLong(found.substring(0, found.indexOf(' ')));
            checkers.add(found.substring(found.indexOf(' ') + 1));
        }
        Arrays.sort(seeds);
        if (HUNTS > 1) {
            System.out.println("| " + name + " | " + bug.drill().name().toLowerCase(java.util.Locale.ROOT) + " | "
                    + seeds[HUNTS / 2] + " (" + seeds[0] + " to " + seeds[HUNTS - 1] + ") | "
                    + String.join(", ", checkers) + " |");
        }
    }

    @SuppressWarnings("unchecked") // Hunt is one
    private static BiFunction<String, long[], String> hunter(PlantedBug bug) throws Exception {
        return (BiFunction<String, long[], String>) MutatedCode.with(bug)
                .loadClass(Hunt.class.getName())
                .getDeclaredConstructor()
                .newInstance();
    }
}
