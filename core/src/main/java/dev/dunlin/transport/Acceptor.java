package dev.dunlin.transport;

/** Gives each new connection the one that takes what comes over it. */
@FunctionalInterface
public interface Acceptor {

    /**
     * A connection has been made, by either side. Called on its {@link Connection#executor()}, before anything is
     * received.
     */
    Receiver accept(Connection connection);
}
