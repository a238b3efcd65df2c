/** Channels inside the JVM, and the simulated network; jqwik and JUnit only for those who ask for them. */
module dev.dunlin.transport.inmemory {
    requires transitive dev.dunlin.core;
    requires org.jctools.core.jdk11;
    requires static net.jqwik.api;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports dev.dunlin.simulation;
    exports dev.dunlin.simulation.drill;
    exports dev.dunlin.simulation.jqwik;
    exports dev.dunlin.simulation.junit;
    exports dev.dunlin.transport.inmemory;

    provides dev.dunlin.transport.Transport with
            dev.dunlin.simulation.SimulatedDatagramTransport,
            dev.dunlin.simulation.SimulatedTransport,
            dev.dunlin.transport.inmemory.InMemoryTransport;
}
