package dev.dunlin.contracts;

import dev.dunlin.broker.BrokerConfig;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/** What a binding gives to the suites: a world, an engine in it, and a word on what the engine lacks. */
public interface BrokerScenarios {

    /** A new world for a scenario. */
    World world();

    /**
     * Starts the engine under test. A remote one serves {@code Broker.inMemory(config)}.
     *
     * @param config what it is made of; its environment is that of the scenario's world
     */
    Engine start(BrokerConfig config);

    /** What the engine lacks; nothing by default. */
    default Set<Feature> lacks() {
        return Set.of();
    }

    /** A scenario with default settings. */
    default Scenario scenario() {
        return scenario(settings -> {});
    }

    /**
     * A scenario with settings of its own.
     *
     * @param settings changes the defaults; the environment and the listener are set already, and belong to the scenario
     */
    default Scenario scenario(Consumer<BrokerConfig.Builder> settings) {
        World world = world();
        Events events = new Events(world);
        BrokerConfig.Builder config =
                BrokerConfig.builder().environment(world.environment()).listener(events);
        settings.accept(config);
        return new Scenario(world, start(config.build()), events);
    }

    /** Goes on only if the engine has a feature; else the scenario is shown as aborted, with the reason. */
    default void needs(Feature feature) {
        Assumptions.assumeTrue(
                !lacks().contains(feature), () -> "this engine declares that it lacks " + feature.meaning());
    }
}
