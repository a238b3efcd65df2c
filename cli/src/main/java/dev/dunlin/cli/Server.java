package dev.dunlin.cli;

import dev.dunlin.DunlinException;
import dev.dunlin.DunlinException.Reason;
import dev.dunlin.broker.BrokerEvent;
import dev.dunlin.session.AddressOrder;
import dev.dunlin.session.BrokerClient;
import dev.dunlin.session.ClientConfig;
import dev.dunlin.transport.TransportLimits;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that names the server, and the connection to it. */
final class Server {

    /** Where a server listens that was not told otherwise. */
    static final String DEFAULT_ADDRESS = "tcp://127.0.0.1:7400";

    @Option(
            names = "--to",
            paramLabel = "URI",
            defaultValue = DEFAULT_ADDRESS,
            split = ",",
            description =
                    "The server's address, or several with commas between, tried in turn; ${DEFAULT-VALUE} by default.")
    private List<String> addresses = List.of(DEFAULT_ADDRESS);

    @Option(
            names = "--reconnect",
            paramLabel = "SPAN",
            defaultValue = "10s",
            description =
                    "How long another connection is looked for after one has ended: 10s by default, 0s for not at all.")
    private Duration reconnect = Duration.ofSeconds(10);

    @Option(
            names = "--spread",
            description = {
                "Begin with any of the addresses, by chance, and with any of those that a name stands for: so clients"
                        + " spread over equal servers. In turn by default."
            })
    private boolean spread;

    /** As they were given. */
    String address() {
        return String.join(",", addresses);
    }

    /** Connects, for what needs no large messages; else as {@link #connect(Stdio, TransportLimits)}. */
    BrokerClient connect(Stdio stdio) {
        return connect(stdio, TransportLimits.DEFAULT);
    }

    /**
     * Connects. When the connection ends and another is made, both are said.
     *
     * @param limits the bounds of the connection
     * @throws CommandFailure if nobody answers
     * @throws IllegalArgumentException if an address is none
     */
    BrokerClient connect(Stdio stdio, TransportLimits limits) {
        return connect(config().limits(limits)
                .reconnectFor(reconnect)
                .listener(event -> tell(stdio, event))
                .build());
    }

    /** Settings that say in which order the addresses are tried. */
    ClientConfig.Builder config() {
        return ClientConfig.builder().addressOrder(spread ? AddressOrder.SPREAD : AddressOrder.IN_TURN);
    }

    /**
     * Connects.
     *
     * @throws CommandFailure if nobody answers
     * @throws IllegalArgumentException if an address is none
     */
    BrokerClient connect(ClientConfig config) {
        Logs.leaveConnectionsToTheCommand();
        List<URI> uris = addresses.stream().map(Server::uri).toList();
        try {
            return BrokerClient.connect(uris, config);
        } catch (DunlinException e) {
            if (e.reason() != Reason.UNREACHABLE) {
                throw e;
            }
            CommandFailure failure = new CommandFailure(ExitCode.UNAVAILABLE, plain(e));
            failure.initCause(e);
            throw failure;
        }
    }

    private static void tell(Stdio stdio, BrokerEvent event) {
        if (event instanceof BrokerEvent.Disconnected lost) {
            stdio.say("the connection to " + lost.peer() + " has ended (" + lost.detail() + "); connecting again");
        } else if (event instanceof BrokerEvent.Reconnected found) {
            stdio.say("connected to " + found.peer() + " again"
                    + (found.sameBroker() ? "" : ", which does not have what was there before"));
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
                return address() + ": nobody answers there (connection refused); is `dunlin serve` running?";
            }
        }
        return String.valueOf(unreachable.getMessage());
    }
}
