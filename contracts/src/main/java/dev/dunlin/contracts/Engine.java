package dev.dunlin.contracts;

import dev.dunlin.broker.Broker;

/** What keeps the messages in a scenario: made by the binding, closed by the scenario. */
public interface Engine extends AutoCloseable {

    /**
     * A broker that speaks to the engine. A remote engine makes a new connection each time, one in memory may give the
     * same broker again. The scenario closes what it was given, and then the engine.
     */
    Broker connect();

    /** Ends the engine, and frees all that it has taken. */
    @Override
    void close();

    /** A broker that is its own engine. */
    static Engine of(Broker broker) {
        return new Engine() {
            @Override
            public Broker connect() {
                return broker;
            }

            @Override
            public void close() {
                broker.close();
            }
        };
    }
}
