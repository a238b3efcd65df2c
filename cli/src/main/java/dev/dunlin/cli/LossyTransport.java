package dev.dunlin.cli;

import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Acceptor;
import dev.dunlin.transport.Closed;
import dev.dunlin.transport.Connection;
import dev.dunlin.transport.Frame;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.Receiver;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.Transport;
import dev.dunlin.transport.TransportLimits;
import dev.dunlin.transport.Transports;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

/**
 * A transport that loses a share of the answers to calls that its listeners' connections send, and nothing else. Safe for use by
 * any thread.
 */
final class LossyTransport implements Transport {

    private final double share;
    private final LongAdder dropped = new LongAdder();

    /**
     * One over the transports on the class path.
     *
     * @param share which share of the answers is lost, from 0 to 1
     */
    LossyTransport(double share) {
        this.share = share;
    }

    /** How many answers have been lost. */
    long dropped() {
        return dropped.sum();
    }

    @Override
    public boolean accepts(String scheme) {
        return Transports.find(scheme).isPresent();
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return listen(address, environment, limits, ServerMode.DEFAULT, acceptor);
    }

    @Override
    public CompletionStage<Listener> listen(
            URI address, Environment environment, TransportLimits limits, ServerMode mode, Acceptor acceptor) {
        Acceptor lossy = new Acceptor() {
            @Override
            public Receiver accept(Connection connection) {
                return acceptor.accept(new Lossy(connection, environment));
            }

            @Override
            public void onRefused(String peer, Closed why) {
                acceptor.onRefused(peer, why);
            }
        };
        return Transports.forAddress(address).listen(address, environment, limits, mode, lossy);
    }

    @Override
    public CompletionStage<Connection> connect(
            URI address, Environment environment, TransportLimits limits, Acceptor acceptor) {
        return Transports.forAddress(address).connect(address, environment, limits, acceptor);
    }

    /** A connection whose answers may be lost. */
    private final class Lossy implements Connection {

        private final Connection connection;
        private final Environment environment;

        Lossy(Connection connection, Environment environment) {
            this.connection = connection;
            this.environment = environment;
        }

        @Override
        public void send(Frame frame) {
            if (frame instanceof Frame.Response && environment.random().nextDouble() < share) {
                dropped.increment();
            } else {
                connection.send(frame);
            }
        }

        @Override
        public String peer() {
            return connection.peer();
        }

        @Override
        public String origin() {
            return connection.origin();
        }

        @Override
        public Executor executor() {
            return connection.executor();
        }

        @Override
        public void flush() {
            connection.flush();
        }

        @Override
        public boolean isWritable() {
            return connection.isWritable();
        }

        @Override
        public void pauseReading() {
            connection.pauseReading();
        }

        @Override
        public void resumeReading() {
            connection.resumeReading();
        }

        @Override
        public void close(Closed how) {
            connection.close(how);
        }
    }
}
