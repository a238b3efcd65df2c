package dev.dunlin.simulation.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test method that takes a {@link dev.dunlin.simulation.Simulation} and is called once for each of many seeds. What fails
 * names its seed and the command that runs it again, alone and with its whole trace.
 *
 * <pre>{@code
 * @SimulationTest(seeds = 1000, sometimes = "the leader was lost")
 * void neverTwoLeaders(Simulation simulation) {
 *     ...
 *     simulation.sometimes("the leader was lost", lost);
 * }
 * }</pre>
 *
 * <p>Methods with {@code @BeforeEach} and {@code @AfterEach} are called once around all seeds: what belongs to a run is made in
 * the method.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SimulationExtension.class)
public @interface SimulationTest {

    /** How many seeds there are; positive. */
    int seeds() default 100;

    /** The first of them; with {@link #fresh()} not used. */
    long first() default 1;

    /** Whether the seeds are others each time. */
    boolean fresh() default false;

    /** Whether each is run twice, and must then give the same hash. */
    boolean twice() default false;

    /** How many events may happen in a run before it is declared endless; positive. */
    long maxEvents() default 100_000_000;

    /** Paths that at least one run must take, as told by {@link dev.dunlin.simulation.Simulation#sometimes}. */
    String[] sometimes() default {};
}
