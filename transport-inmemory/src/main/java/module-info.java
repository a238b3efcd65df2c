/** Channels inside the JVM, and the simulated network; jqwik only for those who ask for its arbitraries. */
module dev.dunlin.transport.inmemory {
    requires transitive dev.dunlin.core;
    requires org.jctools.core.jdk11;
    requires static net.jqwik.api;
    requires static org.jspecify;

    exports dev.dunlin.transport.inmemory;

    provides dev.dunlin.transport.Transport with
            dev.dunlin.transport.inmemory.InMemoryTransport;
}
