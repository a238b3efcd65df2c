package dev.dunlin.cli;

import dev.dunlin.environment.Environment;
import dev.dunlin.transport.Listener;
import dev.dunlin.transport.ServerMode;
import dev.dunlin.transport.Transports;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dunlin aphorisms}: a server of another protocol in the same modes, until a signal comes. */
@Command(
        name = "aphorisms",
        description = {
            "Answers questions over plain text, until SIGINT or SIGTERM: an example of a protocol of one's own.",
            "Try: printf 'Simple is better than?' | nc -N 127.0.0.1 7401",
            "Says at its end what it has counted."
        })
final class Aphorisms implements Callable<Integer> {

    private static final String DEFAULT_ADDRESS = "tcp://127.0.0.1:7401";
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Stdio stdio;
    private final Signals signals;

    @Option(
            names = "--listen",
            paramLabel = "URI",
            arity = "1..*",
            defaultValue = DEFAULT_ADDRESS,
            description = "Where to listen; may be repeated. ${DEFAULT-VALUE} by default.")
    private List<String> addresses = new ArrayList<>();

    @Mixin
    private ModeOptions mode = new ModeOptions();

    Aphorisms(Stdio stdio, Signals signals) {
        this.stdio = stdio;
        this.signals = signals;
    }

    @Override
    public Integer call() {
        AphorismServer server = new AphorismServer();
        List<Listener> listeners = new ArrayList<>();
        try {
            for (String address : addresses) {
                listeners.add(listen(server, Server.uri(address)));
            }
            listeners.forEach(listener -> stdio.say("listening on " + listener.address()));
            signals.onStop(() -> {});
            signals.await();
        } finally {
            listeners.forEach(Listener::close);
        }
        stdio.say(server.summary());
        return ExitCode.OK;
    }

    private Listener listen(AphorismServer server, URI address) {
        Environment environment = Environment.system();
        ServerMode chosen = mode.mode();
        return environment.await(
                Transports.forAddress(address)
                        .listen(
                                address,
                                environment,
                                AphorismServer.LIMITS,
                                chosen,
                                AphorismServer.FRAMING,
                                server.acceptor(chosen, environment)),
                PATIENCE_NANOS);
    }
}
