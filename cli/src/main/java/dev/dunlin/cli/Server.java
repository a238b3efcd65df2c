package dev.dunlin.cli;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.Broker;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.ClientConfig;
import dev.dunlin.transport.TransportLimits;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.Option;

/** The option that names the server, and the connection to it. */
final class Server {

    /** Where a server listens that was not told otherwise. */
    static final String DEFAULT_ADDRESS = "tcp://127.0.0.1:7400";

    @Option(
            names = "--to",
            paramLabel = "URI",
            defaultValue = DEFAULT_ADDRESS,
            description = "The server's address; ${DEFAULT-VALUE} by default.")
    private String address = DEFAULT_ADDRESS;

    String address() {
        return address;
    }

    /** Connects, for what needs no large messages; else as {@link #connect(TransportLimits)}. */
    Broker connect() {
        return connect(TransportLimits.DEFAULT);
    }

    /**
     * Connects.
     *
     * @param limits the bounds of the connection
     * @throws CommandFailure if nobody answers
     * @throws IllegalArgumentException if the address is none
     */
    Broker connect(TransportLimits limits) {
        return connect(ClientConfig.builder().limits(limits).build());
    }

    /**
     * Connects.
     *
     * @throws CommandFailure if nobody answers
     * @throws IllegalArgumentException if the address is none
     */
    Broker connect(ClientConfig config) {
        URI uri = uri(address);
        try {
            return BrokerClient.connect(uri, config);
        } catch (DunlinException e) {
            if (e.reason() != Reason.UNREACHABLE) {
                throw e;
            }
            CommandFailure failure = new CommandFailure(ExitCode.UNAVAILABLE, plain(e));
            failure.initCause(e);
            throw failure;
        }
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none
     */
    static URI uri(String address) {
        try {
            URI uri = new URI(address);
            if (uri.getScheme() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, in the words of this command.
        }
        throw new IllegalArgumentException("\"" + address + "\" is no address: write it as " + DEFAULT_ADDRESS);
    }

    /** The most frequent case in the words of this command; the others in those of whoever met them. */
    private String plain(DunlinException unreachable) {
        for (Throwable cause = unreachable; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    && String.valueOf(cause.getMessage()).contains("refused")) {
                return address + ": nobody answers there (connection refused); is `dunlin serve` running?";
            }
        }
        return String.valueOf(unreachable.getMessage());
    }
}
