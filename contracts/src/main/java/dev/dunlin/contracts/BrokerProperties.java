package dev.dunlin.contracts;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever happens to a broker, in whatever order, its promises hold: no acknowledged message is lost, none is seen after
 * its expiry, nobody sees two orders, nothing comes twice unless it is handed out again, everything is counted, and memory
 * is given back. By chance, against a model; a failure is shown in few steps, with the seed that repeats it.
 *
 * <p>For bindings on virtual time; needs jqwik at run time.
 */
public interface BrokerProperties extends BrokerScenarios {

    /** Publishing, subscribing, pausing, sharing and waiting, in any order. */
    @Property(tries = 600)
    default void anyCourseKeepsThePromises(@ForAll("courses") List<Step> steps) {
        try (Scenario it = scenario(settings -> settings.workers(2))) {
            long retainedBytes = it.broker().stats().retainedBytes();
            Course course = new Course(it, !lacks().contains(Feature.EXACT_BOUNDS));
            course.run(steps);
            course.end(retainedBytes);
        }
    }

    /** Courses of up to fifty steps. */
    @Provide
    default Arbitrary<List<Step>> courses() {
        return Steps.courses(50);
    }
}
